-- What each source says of a shop, so that shops can be merged again in any order.
-- depends: 0003_conversations

CREATE TABLE shop_sources (
    source_key   TEXT NOT NULL REFERENCES shops (source_key) ON UPDATE CASCADE ON DELETE CASCADE,
    source       VARCHAR(50) NOT NULL,
    name_key     TEXT NOT NULL,
    address_keys TEXT[] NOT NULL CHECK (cardinality(address_keys) > 0),
    record       JSONB NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (source_key, source)
);
COMMENT ON TABLE shop_sources IS 'one row a shop and public list; the row of shops is the merge of these';
COMMENT ON COLUMN shop_sources.name_key IS 'the name as this list writes it, reduced to what two lists would agree on';
COMMENT ON COLUMN shop_sources.address_keys IS 'the building by road and by lot, as this list gives them';
