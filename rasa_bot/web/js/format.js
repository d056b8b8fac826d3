// Numbers and times as a child reads them. Pure functions.

const WON = new Intl.NumberFormat("ko-KR");
const SEOUL = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Seoul", hour: "2-digit", minute: "2-digit", hour12: false });
// As in actions/wording/figures.py: card and text must not name one moment in two ways.
/** @type {[number, string][]} */
const PARTS_OF_DAY = [[6, "새벽"], [12, "오전"], [18, "오후"], [21, "저녁"], [24, "밤"]];
/** @type {Record<number, string>} */
const AT_TWELVE = { 0: "밤", 12: "낮" };

/** @param {number} amount won */
export function won(amount) {
  return `${WON.format(amount)}원`;
}

/** @param {number} metres */
export function distance(metres) {
  return metres < 1000 ? `${Math.round(metres)}m` : `${(metres / 1000).toFixed(1).replace(/\.0$/, "")}km`;
}

/**
 * The clock of a closing time in Seoul: "밤 9시 30분".
 *
 * @param {string | null | undefined} value an ISO date-time with zone, or "HH:MM" ("24:30" and later mean after midnight)
 * @returns {string | null} null when there is none or it cannot be read: then nothing is claimed
 */
export function clock(value) {
  if (!value) return null;
  const bare = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(value);
  if (bare) return spoken(Number(bare[1]) % 24, Number(bare[2]));
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) return null;
  const [hour, minute] = SEOUL.format(moment).split(":");
  return spoken(Number(hour) % 24, Number(minute));
}

/**
 * @param {number} hour 0–23
 * @param {number} minute 0–59
 */
function spoken(hour, minute) {
  const half = AT_TWELVE[hour] ?? PARTS_OF_DAY.find(([until]) => hour < until)?.[1];
  const shown = hour % 12 || 12;
  return minute === 0 ? `${half} ${shown}시` : `${half} ${shown}시 ${minute}분`;
}

/**
 * Characters as the server counts them: code points, so that an emoji is not counted twice.
 *
 * @param {string} text
 */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
