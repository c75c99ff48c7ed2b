/**
 * Runs in the page: texts whose contrast with what they stand on is under WCAG AA, and targets under 44 px. Numbers within
 * a sentence and bars of a chart are exempt, as in WCAG 2.5.8.
 */
export function findFlaws() {
  const parse = (colour) => {
    const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { r: parts[0], g: parts[1], b: parts[2], a: parts[3] ?? 1 };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a), a: 1,
  });
  /** What a text stands on; undefined above a picture. */
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) return layers.reduceRight((below, top) => over(top, below));
      if (e.querySelector(':scope > img, :scope > video')) return undefined;
    }
    return undefined;
  };
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && style.opacity !== '0'
      && !element.closest('[aria-hidden=true], .hidden, :disabled');
  };
  const flaws = [];
  for (const element of document.querySelectorAll('#app *')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
    if (!text || !isSeen(element)) continue;
    const below = ground(element);
    if (!below) continue;
    const front = over(parse(getComputedStyle(element).color), below);
    const [light, dark] = [luminance(front), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) flaws.push(`contrast ${contrast.toFixed(2)}: "${text.slice(0, 40)}" (${element.className})`);
  }
  for (const element of document.querySelectorAll('#app button, #app a, #app input, #app textarea')) {
    if (!isSeen(element) || element.matches('.cite, .hour-bar, [type=file]')) continue;
    const box = element.getBoundingClientRect();
    const after = getComputedStyle(element, '::after');
    const grown = (side) => (after.content !== 'none' && after.position === 'absolute' ? -parseFloat(after[side]) || 0 : 0);
    const width = box.width + grown('left') + grown('right');
    const height = box.height + grown('top') + grown('bottom');
    if (width < 43.5 || height < 43.5) {
      flaws.push(`target ${Math.round(width)}x${Math.round(height)}: ${element.getAttribute('aria-label') ?? element.textContent} (${element.className})`);
    }
    const name = element.getAttribute('aria-label') ?? (element.textContent?.trim() || element.labels?.[0]?.textContent || '');
    if (!name) flaws.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
  const overflow = document.documentElement.scrollWidth - innerWidth;
  if (overflow > 0) flaws.push(`the page is ${overflow} px wider than the screen`);
  return flaws;
}
