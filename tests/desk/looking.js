(() => {
  const wrong = [];
  const say = (what, one) => wrong.push(what + (one ? ": " + one.outerHTML.slice(0, 120) : ""));
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const all = (css) => [...document.querySelectorAll(css)];
  const name = (one) =>
    (one.getAttribute("aria-label") || (one.labels && [...one.labels].map((x) => x.innerText).join(" ")) || one.innerText || "").trim();
  if (document.documentElement.lang !== "id") say("language of the page");
  if (!document.title.trim()) say("no title");
  if (all("h1").length !== 1) say("number of h1 is " + all("h1").length);
  if (all("main").length !== 1) say("number of main is " + all("main").length);
  let level = 0;
  for (const head of all("h1,h2,h3,h4,h5,h6")) {
    const own = Number(head.tagName[1]);
    if (own > level + 1) say("a heading skips a level", head);
    if (!head.innerText.trim()) say("an empty heading", head);
    level = own;
  }
  for (const one of all("input:not([type=hidden]):not([hidden]),select,textarea,button,a[href],summary")) {
    if (!name(one) && shown(one)) say("without a name", one);
  }
  for (const one of all("input:not([type=hidden]):not([hidden]),select,textarea")) {
    if (!one.labels.length) say("without a label", one);
  }
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) say("id twice: " + id);
  for (const one of all("[aria-describedby],[aria-labelledby]")) {
    for (const id of ((one.getAttribute("aria-describedby") || "") + " " + (one.getAttribute("aria-labelledby") || "")).trim().split(/\s+/)) {
      if (!document.getElementById(id)) say("names no element: " + id, one);
    }
  }
  for (const table of all("table")) {
    if (!table.querySelector("thead th[scope=col]")) say("a table without heads", table);
    for (const row of table.querySelectorAll("tbody tr")) if (!row.querySelector("th[scope=row]")) say("a row without a head", row);
  }
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) say("an order of its own", one);
  if (document.documentElement.scrollWidth > innerWidth) say("wider than the screen: " + document.documentElement.scrollWidth);
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(one) || one.closest("noscript,script,style,:disabled")) continue;
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    contrast.push([(a + 0.05) / (b + 0.05), walker.currentNode.data.trim().slice(0, 40)]);
  }
  if (!contrast.length) say("no text was looked at");
  return JSON.stringify({ wrong, contrast });
})()
