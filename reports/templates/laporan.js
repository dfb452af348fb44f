// Tambahan atas laporan yang sudah lengkap tanpa skrip: panel jejak, pencarian angka, Escape, hitungan tinjau.
(() => {
  "use strict";
  const ROW = "#lampiran-";
  const PANEL = "#jejak-";
  const place = document.querySelector(".panel-panel");
  let origin = null;

  // Panel terkemas dalam berkas ini, menurut urutan kode angka; tiap kemasan dibuka sekali, saat pertama dibutuhkan.
  const packs = [...document.querySelectorAll("script.terkemas")].map((pack) => {
    let opened = null;
    const unpack = async () => {
      const bytes = Uint8Array.from(atob(pack.textContent), (one) => one.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      const held = document.createElement("template");
      held.innerHTML = await new Response(stream).text();
      return held.content;
    };
    return { from: pack.dataset.dari, content: () => (opened ??= unpack()) };
  });
  const find = async (figure) => {
    const pack = packs.findLast((one) => figure >= one.from);
    return pack && (await pack.content()).getElementById("jejak-" + figure);
  };
  const panel = () => place.firstElementChild;
  const wanted = () => {
    const hash = decodeURIComponent(location.hash);
    return hash.startsWith(PANEL) ? hash.slice(PANEL.length) : "";
  };
  const show = async () => {
    const figure = wanted();
    const found = figure && (await find(figure));
    if (figure !== wanted()) return;
    place.replaceChildren(...(found ? [document.importNode(found, true)] : []));
    if (found) panel().focus({ preventScroll: true });
  };

  // Angka menuju barisnya di lampiran; di sini panelnya yang dibuka. Yang diingat: angka asal dan letak halaman.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = link.querySelector("data[data-figure]");
    if (link.classList.contains("tutup")) {
      event.preventDefault();
      close();
    } else if (number && (link.hash.startsWith(ROW) || link.hash.startsWith(PANEL))) {
      if (!link.closest(".jejak")) origin = { link, top: scrollY, left: scrollX };
      event.preventDefault();
      location.hash = PANEL + number.dataset.figure;
    } else if (!link.hash.startsWith(PANEL)) {
      origin = null;
    }
  });

  const close = () => {
    const open = panel();
    if (!open) return;
    const from = origin;
    const number = from && from.link.querySelector("[id]");
    location.hash = number ? "#" + number.id : open.querySelector(".tutup").getAttribute("href");
    if (from) {
      scrollTo({ top: from.top, left: from.left, behavior: "instant" });
      from.link.focus({ preventScroll: true });
    } else {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const link = target && (target.closest("a") || target.querySelector("a"));
      if (link) link.focus({ preventScroll: true });
    }
    place.replaceChildren();
    origin = null;
  };

  addEventListener("hashchange", show);
  show();

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!list.hidden) {
      hide();
      field.focus();
    } else {
      close();
    }
  });

  // Pencarian atas kode, nama, dan nilai.
  const field = document.getElementById("cari");
  const list = document.getElementById("temuan");
  const most = 40;
  let known = null;
  const fold = (text) => text.toLowerCase().normalize("NFKD");
  const described = (section) => {
    const value = section.querySelector("data");
    const figure = value.dataset.figure;
    const label = section.querySelector("h2").textContent;
    return {
      figure, label, printed: value.textContent, place: section.id,
      text: fold([figure, label, value.textContent, value.value].join(" ")),
    };
  };
  const figures = () =>
    (known ??= Promise.all(packs.map((pack) => pack.content())).then((contents) =>
      contents.flatMap((content) => [...content.children].map(described))));
  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
  };
  const line = (words) => {
    const item = document.createElement("li");
    item.append(words);
    return item;
  };
  const search = async () => {
    const asked = field.value;
    const words = fold(asked).split(/\s+/).filter(Boolean);
    if (!words.length) return hide();
    const all = await figures();
    if (field.value !== asked) return;
    // Kode yang lebih pendek adalah angka yang lebih menyeluruh.
    const found = all
      .filter((entry) => words.every((word) => entry.text.includes(word)))
      .sort((one, other) => one.figure.length - other.figure.length);
    list.replaceChildren(...found.slice(0, most).map((entry) => {
      const link = document.createElement("a");
      link.href = "#" + entry.place;
      const [name, printed, code] = ["span", "b", "small"].map((tag) => document.createElement(tag));
      name.textContent = entry.label;
      printed.textContent = entry.printed;
      code.textContent = entry.figure;
      link.append(name, printed, code);
      return line(link);
    }));
    if (!found.length) list.append(line(list.dataset.kosong));
    if (found.length > most) list.append(line(`${found.length - most} ${list.dataset.lainnya}`));
    list.hidden = false;
  };
  field.parentElement.hidden = false;
  field.addEventListener("input", search);
  field.addEventListener("focus", search);
  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".alat")) hide();
  });

  // Mode tinjau: menandai setiap angka tanpa tanda, dan menghitungnya.
  const review = document.getElementById("tinjau");
  const result = document.querySelector(".hasil-tinjau");
  const allowed = "data[data-figure],data[data-penuh],.tetap,.diketik,.tanpa-tanda,script,style";
  const count = () => {
    const walker = document.createTreeWalker(document.getElementById("naskah"), NodeFilter.SHOW_TEXT);
    const loose = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (/\d/.test(node.data) && !node.parentElement.closest(allowed)) loose.push(node);
    }
    for (const node of loose) {
      const mark = document.createElement("span");
      mark.className = "tanpa-tanda";
      node.replaceWith(mark);
      mark.append(node);
    }
    const tagged = document.querySelectorAll("main data[data-figure]").length;
    const bare = document.querySelectorAll("main .tanpa-tanda").length;
    result.textContent =
      `${tagged.toLocaleString("id")} ${result.dataset.bertanda}, ${bare.toLocaleString("id")} ${result.dataset.tanpa}`;
  };
  review.addEventListener("change", () => {
    if (review.checked) count();
    else result.textContent = "";
  });
  if (review.checked) count();
})();
