// Every sentence the page itself says (the bot's own come from the server). For whoever edits wording: 해요체, short
// enough for a phone, nothing a child could take as blame.

export const WORDING = Object.freeze({
  bot: "나비얌",
  me: "나",

  openMap: "지도 열기",
  saveData: "내 정보 파일 저장",
  welcomeTitle: "안녕하세요, 나비얌이에요!",
  welcomeText: "급식카드로 먹을 수 있는 가까운 가게를 찾아 줄게요. 먹고 싶은 것이나 쓸 수 있는 돈을 말해 주세요.",
  starters: Object.freeze(["5천원으로 점심 추천해줘", "근처 분식집 찾아줘", "카드 잔액 알려줘", "뭘 할 수 있어?"]),
  typing: "나비얌이 답을 쓰고 있어요",

  connecting: "나비얌에 연결하고 있어요…",
  reconnectingIn: (/** @type {number} */ seconds) => `연결이 끊겼어요. ${seconds}초 뒤에 다시 이어 볼게요.`,
  offline: "인터넷이 끊겼어요. 다시 켜지면 바로 이어 줄게요.",
  retryNow: "지금 이어 보기",

  waiting: "연결되면 바로 보낼게요",
  failed: "아직 보내지 못했어요",
  resend: "다시 보내기",
  resendLabel: (/** @type {string} */ text) => `다시 보내기: ${text}`,
  refused: "이 말은 보내지 못했어요",

  counter: (/** @type {number} */ used, /** @type {number} */ most) => `${used} / ${most}자`,
  tooLong: (/** @type {number} */ over) => `${over}자만 줄여 주세요`,

  placeTitle: "어디에서 찾을까요?",
  placeWhy: "가까운 가게를 찾을 때만 써요. 보내지 않고 동네만 골라도 돼요.",
  placeShare: "지금 내 위치 보내기",
  placeAsk: "내 위치 보내기",
  placeSearching: "위치를 찾고 있어요…",
  placeDenied:
    "위치를 보내지 않아도 괜찮아요. 아래에서 동네를 골라 주세요. 나중에 마음이 바뀌면 브라우저 설정에서 위치를 허용할 수 있어요.",
  placeTimeout: "위치를 찾는 데 너무 오래 걸려요. 한 번 더 해 보거나, 아래에서 동네를 골라 주세요.",
  placeUnavailable: "지금은 위치를 알 수 없어요. 아래에서 동네를 골라 주세요.",
  placeVague: (/** @type {string} */ distance) =>
    `위치가 ${distance} 넘게 어긋날 수 있어요. 걷는 시간이 틀릴 수 있으니, 동네를 고르는 게 더 좋아요.`,
  placeAnyway: "그래도 이 위치로 찾기",
  placeList: "동네 고르기",
  placeNoList: "고를 수 있는 동네 목록을 아직 받지 못했어요.",
  placeSent: "내 위치를 보냈어요",
  placeSentNamed: (/** @type {string} */ label) => `${label}에서 찾아 줘`,

  personTitle: "누구로 이야기할까요?",
  personWhy: "개발할 때만 보여요. 사람을 바꾸면 대화를 새로 시작해요.",
  personNone: "손님",
  personNoneWhy: "급식카드를 연결하지 않은 사람",
  personLabel: (/** @type {string} */ name) => `${name} – 다른 사람으로 바꾸기`,

  close: "닫기",

  slateLabel: (/** @type {number} */ count) => `추천 가게 ${count}곳`,
  asText: "글로 보기",
  slateOld: "지난 추천이에요",
  relaxed: (/** @type {string} */ names) => `조건을 조금 넓혀서 찾았어요: ${names}`,
  rank: (/** @type {number} */ rank) => `${rank}번`,
  noMenu: "메뉴 정보가 아직 없어요",
  withCoupon: (/** @type {string} */ price) => `(쿠폰 쓰면 ${price})`,
  walk: (/** @type {number} */ minutes) => `걸어서 ${minutes}분`,
  closesAt: (/** @type {string} */ time) => `지금 열었어요 · ${time}에 닫아요`,
  closesSoon: (/** @type {string} */ time) => `곧 닫아요 · ${time}`,
  openNow: "지금 열었어요",
  closedNow: "지금은 닫았어요",
  openThen: (/** @type {string} */ then) => `${then}에는 열려 있어요`,
  closesThen: (/** @type {string} */ then, /** @type {string} */ time) => `${then}에는 열려 있어요 · ${time}에 닫아요`,
  closedThen: (/** @type {string} */ then) => `${then}에는 닫아요`,
  hoursUnknown: "영업시간 확인 필요",
  card: Object.freeze({
    Y: "급식카드 돼요",
    P: "급식카드 일부만 돼요",
    N: "급식카드 안 돼요",
    U: "급식카드 되는지 몰라요",
  }),
  allergensUnknown: "알레르기 재료를 몰라요. 먹기 전에 가게에 꼭 물어봐 주세요.",
  allergensUnknownQuiet: "알레르기 재료 정보 없음",
  allergens: (/** @type {string} */ names) => `들어간 재료: ${names}`,
  choose: "여기 갈래",
  chooseLabel: (/** @type {number} */ rank, /** @type {string} */ name) => `여기 갈래: ${rank}번 ${name}`,
  chooseSent: (/** @type {number} */ rank, /** @type {string} */ name) => `${rank}번 ${name}, 여기 갈래!`,
  chosen: "골랐어요",
});

/** Diet values of the label guide, as a child reads them; an unlisted value is shown as it came. */
export const INGREDIENTS = Object.freeze({
  peanut: "땅콩",
  shrimp: "새우",
  crab: "게",
  shellfish: "조개류",
  fish: "생선",
  milk: "우유",
  egg: "달걀",
  wheat: "밀",
  soy: "콩",
  buckwheat: "메밀",
  peach: "복숭아",
  tomato: "토마토",
  pork: "돼지고기",
  beef: "소고기",
  chicken: "닭고기",
  duck: "오리고기",
  lamb: "양고기",
  walnut: "호두",
  pine_nut: "잣",
  sulfite: "아황산류",
  squid: "오징어",
});

/** Names of the conditions a slate may have relaxed; an unlisted name is shown as it came. */
export const CONDITIONS = Object.freeze({
  radius: "거리",
  dishes: "메뉴",
  tastes: "맛",
  categories: "음식 종류",
  budget: "가격",
  shown: "이미 본 가게",
  open: "영업시간",
  card: "급식카드",
  spendable: "카드 잔액",
});

/** Reasons of a slate that only repeat what the card shows with an icon. */
export const SAID_BY_ICONS = Object.freeze([/^영업시간/, /^지금은 영업하지/, /^급식카드/, /^재료를 알 수 없/]);
