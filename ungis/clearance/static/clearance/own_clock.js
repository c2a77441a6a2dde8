// Adds the reader's own clock to the moments of a deadline; only the browser knows its zone.
"use strict";

for (const place of document.querySelectorAll("[data-own-clock]")) {
  const moment = new Date(place.dataset.ownClock);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (Number.isNaN(moment.getTime()) || !zone) continue;
  const language = document.documentElement.lang === "ar" ? "ar-u-nu-latn" : document.documentElement.lang;
  const written = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", hour12: false }).format(moment);
  place.querySelector("[data-own-moment]").textContent = `${written} (${zone})`;
  place.hidden = false;
}
