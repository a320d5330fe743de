// How the field page is drawn and how it speaks: elements by name, words in four languages that are
// all here at once, times with their offset. Text of people goes in as text, never as markup.
"use strict";

(() => {
  const field = globalThis.field;
  const root = document.documentElement;
  const PLAIN = new Set(["ar", "es", "fr", "en"]);

  // h("div.row", { id: "x", onclick: f }, child, "text", [more]) -> an element
  const h = (name, ...rest) => {
    const [tag, ...classes] = name.split(".");
    const made = document.createElement(tag || "div");
    if (classes.length) made.className = classes.join(" ");
    for (const one of rest.flat(3)) {
      if (one === null || one === undefined || one === false) continue;
      if (typeof one === "object" && !(one instanceof Node)) {
        for (const [key, value] of Object.entries(one)) {
          if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
          else if (value === true) made.setAttribute(key, "");
          else if (value !== false && value !== null) made.setAttribute(key, String(value));
        }
      } else made.append(one);
    }
    return made;
  };

  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = {
    back: "M20 12H5M11 6l-6 6 6 6", cut: "M3 12h5M16 12h5M10 7l4 10", tick: "m4 12 5 6L20 6",
    up: "M12 20V5M6 11l6-6 6 6", key: "M12 12a4 4 0 1 0-8 0 4 4 0 0 0 8 0zM12 12h9M18 12v4",
    scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 9v6M12 9v6M16 9v6",
    camera: "M3 8h4l2-3h6l2 3h4v12H3zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
    phone: "M8.5 2.5h7a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 20V4a1.5 1.5 0 0 1 1.5-1.5zM11 18h2",
    computer: "M5 5h14v10H5zM2 19h20", sim: "M6 3h8l4 4v14H6zM9 12h6v5H9z",
    storage: "M6 6h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM7 14h6M17 14v.5",
    document: "M6 3h9l4 4v14H6zM9 11h6M9 15h6", cash: "M3 6h18v12H3zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    weapon: "M3 8h17v4h-8l-2 5H6l1-5H3z", other: "M5 12v.5M12 12v.5M19 12v.5",
    state: "M5 4v17M5 5h13l-3 4 3 4H5", person: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 3-7 8-7s8 2 8 7",
    box: "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9", warn: "M12 3 2 20h20zM12 10v4M12 17v.5",
    gap: "M6 12a6 6 0 1 0 12 0 6 6 0 1 0-12 0",
  };
  const icon = (name, mirrored = false) => {
    const drawn = document.createElementNS(SVG, "svg");
    drawn.setAttribute("class", mirrored ? "i mirrored" : "i");
    drawn.setAttribute("viewBox", "0 0 24 24");
    drawn.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", SHAPES[name]);
    drawn.append(path);
    return drawn;
  };

  // --- words ---
  const words = {};
  const speak = (language) => {
    field.language = language;
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
    localStorage.setItem("language", language);
  };
  const chosen = (page) => {
    const held = localStorage.getItem("language");
    return PLAIN.has(held) ? held : PLAIN.has(page) ? page : "en";
  };
  const t = (key, facts = {}) => {
    const said = words[field.language]?.[key] ?? words.en?.[key] ?? key;
    // What stands in a place is isolated: a number or a name keeps its own direction.
    return said.replace(/\{(\w+)\}/g, (_, name) => `\u2068${facts[name] ?? ""}\u2069`);
  };
  const code = (list, value) => (value ? t(`${list}.${value}`) : "");
  // A text in several languages: the reader's, else the first there is, marked with its language.
  const said = (texts) => {
    const language = texts[field.language] ? field.language : Object.keys(texts)[0];
    return h("bdi", { dir: "auto", lang: language }, texts[language] ?? "");
  };
  const text = (value) => h("bdi", { dir: "auto" }, value);
  const id = (value) => h("bdi.id", { dir: "ltr" }, value);

  // --- times ---
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  const clock = (ms, minutes = 0, seconds = false) => {
    const at = new Date(ms + minutes * 60_000);
    const hour = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    return seconds ? `${hour}:${two(at.getUTCSeconds())}` : hour;
  };
  const away = (minutes) => {
    const size = Math.abs(minutes);
    const rest = size % 60 ? `:${two(size % 60)}` : "";
    return `UTC${minutes < 0 ? "\u2212" : "+"}${Math.floor(size / 60)}${rest}`;
  };
  const age = (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 90) return t("age.seconds", { n: seconds });
    if (seconds < 5400) return t("age.minutes", { n: Math.round(seconds / 60) });
    return t("age.hours", { n: Math.round(seconds / 3600) });
  };
  const unit = (value) => h("bdi.n", { dir: "ltr" }, value);

  Object.assign(field, { h, icon, words, speak, chosen, t, code, said, text, id, clock, away, age, unit });
})();
