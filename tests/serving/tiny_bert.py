"""A sentence-transformers folder of a tiny BERT with random weights: a real one in every file, but for its size."""

from __future__ import annotations

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

_TEXTS = [
    "안녕하세요 오늘 점심 뭐 먹지",
    "6천원으로 먹을 수 있는 가까운 국밥집",
    "매운 거 빼고 김밥",
    "gimbap near me please",
]


def make_tiny_bert(folder: Path, *, pooling: str = "mean") -> Path:
    """Write it."""
    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer(lowercase=False)
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words.train_from_iterator(_TEXTS, trainers.WordPieceTrainer(vocab_size=300, special_tokens=special))
    ends = [("[CLS]", words.token_to_id("[CLS]")), ("[SEP]", words.token_to_id("[SEP]"))]
    words.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=128,
    )
    encoder = folder.with_name(f"{folder.name}-encoder")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = BertConfig(
            vocab_size=words.get_vocab_size(),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=160,
        )
        BertModel(config).save_pretrained(encoder)
    tokenizer.save_pretrained(str(encoder))
    transformer = Transformer(str(encoder), max_seq_length=128)
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode=pooling)], device="cpu").save(str(folder))
    return folder
