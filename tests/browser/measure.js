// Measures of the page itself, for tests/browser/test_access.py.

/** Every visible text with too little contrast: [{text, ratio, needed}]. Text on images or gradients is not used here. */
function weakContrasts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const weak = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (text === "" || element.closest(".unseen, script, noscript") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const [light, dark] = [luminance(over(rgba(style.color), below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5; // WCAG 2.1, 1.4.3
    if (ratio < needed) weak.push({ text, ratio: Number(ratio.toFixed(2)), needed });
  }
  return weak;
}

/** Every visible control smaller than `least` CSS pixels on a side: [{name, width, height}]. */
function smallTargets(least) {
  return [...document.querySelectorAll("button, summary, textarea, input, select, a[href]")]
    .filter((control) => control.checkVisibility())
    .map((control) => ({ name: control.ariaLabel ?? control.textContent, box: control.getBoundingClientRect() }))
    .filter(({ box }) => box.width < least || box.height < least)
    .map(({ name, box }) => ({ name, width: box.width, height: box.height }));
}

/** Whatever reaches beyond the right edge of the screen. */
function overflowing() {
  return [...document.querySelectorAll("body *")]
    .filter((element) => !element.closest(".unseen") && element.getBoundingClientRect().right > innerWidth + 0.5)
    .map((element) => `${element.tagName}.${element.getAttribute("class")}`);
}
