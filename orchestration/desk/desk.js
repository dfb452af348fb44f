// Kemajuan pengolahan tanpa memuat ulang seluruh halaman; tanpa skrip halaman memuat dirinya sendiri.
(() => {
  "use strict";
  const SECONDS = 2;
  const look = async () => {
    const here = document.querySelector("#kemajuan[data-berjalan]");
    if (!here) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("#kemajuan");
      if (!now) return location.reload();
      if (now.innerHTML !== here.innerHTML) here.replaceWith(document.adoptNode(now));
    } catch {
      // Meja sedang dimulai ulang; dilihat lagi sebentar lagi.
    }
    setTimeout(look, SECONDS * 1000);
  };
  if (document.querySelector("#kemajuan[data-berjalan]")) setTimeout(look, SECONDS * 1000);
})();
