// Tambahan atas laporan yang sudah lengkap tanpa skrip: pencarian angka, Escape, kembali ke angka asal, hitungan tinjau.
(() => {
  "use strict";
  const panel = () => document.querySelector(".jejak:target");
  let origin = null;

  // Panel dibuka oleh tautannya sendiri; yang diingat hanya angka asal dan letak halaman.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.classList.contains("tutup")) {
      event.preventDefault();
      close();
    } else if (link.hash.startsWith("#jejak-") && !link.closest(".jejak")) {
      origin = { link, top: scrollY, left: scrollX };
    } else if (!link.hash.startsWith("#jejak-")) {
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
    origin = null;
  };

  addEventListener("hashchange", () => {
    const open = panel();
    if (open && !open.contains(document.activeElement)) open.focus({ preventScroll: true });
  });

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
  const figures = () =>
    (known ??= [...document.querySelectorAll(".jejak")].map((section) => {
      const value = section.querySelector("data");
      const figure = value.dataset.figure;
      const label = section.querySelector("h2").textContent;
      return {
        figure, label, printed: value.textContent, place: section.id,
        text: fold([figure, label, value.textContent, value.value].join(" ")),
      };
    }));
  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
  };
  const line = (words) => {
    const item = document.createElement("li");
    item.append(words);
    return item;
  };
  const search = () => {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    if (!wanted.length) return hide();
    // Kode yang lebih pendek adalah angka yang lebih menyeluruh.
    const found = figures()
      .filter((entry) => wanted.every((word) => entry.text.includes(word)))
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
