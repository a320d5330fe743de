// A thing seized: label code typed or read by the camera, kind, photographs digested when they are
// taken, where it was and with whom, what the owner says against it. Pictures are of things and
// places; they stay in memory until they are sealed, and nowhere after that.
"use strict";

(() => {
  const field = globalThis.field;
  const { h, icon, t, code } = field;
  const { page } = field;
  const KINDS = ["phone", "computer", "sim", "storage", "document", "cash", "weapon", "other"];
  const LARGEST = 15 * 1024 * 1024;
  const MOST = 12;

  // --- photographs ---
  const kindOf = (bytes) => {
    const starts = (...head) => head.every((one, at) => bytes[at] === one);
    if (starts(0xff, 0xd8, 0xff)) return ["image/jpeg", "jpg"];
    if (starts(0x89, 0x50, 0x4e, 0x47)) return ["image/png", "png"];
    const brand = String.fromCharCode(...bytes.subarray(4, 12));
    if (/^ftyp(heic|heix|mif1|msf1)/.test(brand)) return ["image/heic", "heic"];
    return null;
  };
  const taken = async (file, number) => {
    if (file.size > LARGEST) throw new Error("photo.large");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const kind = kindOf(bytes);
    if (!kind) throw new Error("photo.kind");
    return {
      bytes, name: `p${number}.${kind[1]}`, media_type: kind[0], sha256: await field.sha256(bytes),
      at: Date.now(), shown: URL.createObjectURL(new Blob([bytes], { type: kind[0] })),
    };
  };
  const shots = (photos) => {
    const file = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, id: "shot" });
    const trouble = h("p.notice.bad", { hidden: true, role: "alert" });
    const row = h("div.shots", { role: "group", "aria-labelledby": "shots-label" });
    const add = h("button.shot.add", { type: "button", onclick: () => file.click() }, icon("camera"), t("take_photo"));
    const draw = () => row.replaceChildren(...photos.map((one) => h("div.shot",
      h("img", { src: one.shown, alt: "" }), h("bdi.n", { dir: "ltr" }, `${field.clock(one.at, page.given.minutes_now)} · ${one.sha256.slice(0, 4)}…`))), add);
    file.addEventListener("change", async () => {
      trouble.hidden = true;
      try {
        if (photos.length >= MOST) throw new Error("photo.many");
        for (const one of file.files) photos.push(await taken(one, photos.length + 1));
      } catch (problem) {
        trouble.textContent = t(problem.message?.startsWith("photo.") ? problem.message : "photo.kind");
        trouble.hidden = false;
      }
      file.value = "";
      draw();
    });
    draw();
    return h("div.field", h("span.label", { id: "shots-label" }, t("photos"), h("span.hint", " ", t("digested_when_taken"))), row, file, trouble);
  };

  // --- a label read by the camera, where the browser can ---
  const scanner = (into) => {
    if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return null;
    const video = h("video.finder", { playsinline: true, muted: true, hidden: true });
    let stream = null;
    const stop = () => {
      for (const one of stream?.getTracks() ?? []) one.stop();
      stream = null;
      video.hidden = true;
    };
    const look = async (detector) => {
      while (stream) {
        const [found] = await detector.detect(video).catch(() => []);
        if (found) { into.value = found.rawValue.trim(); stop(); return; }
        await new Promise((next) => { setTimeout(next, 150); });
      }
    };
    const press = async () => {
      if (stream) { stop(); return; }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        // No camera, or none allowed: the code is typed.
        into.focus();
        return;
      }
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      look(new globalThis.BarcodeDetector());
    };
    addEventListener("hashchange", stop, { once: true });
    return [h("button.btn.scan", { type: "button", onclick: press }, icon("scan"), t("scan")), video];
  };

  const seizure = () => {
    const photos = [];
    const label = field.input("label", { dir: "ltr", required: true, autocapitalize: "characters", maxlength: 64 });
    const found = field.input("found", { required: true });
    const kinds = h("fieldset.kinds", h("legend", t("what_is_it")), KINDS.map((one) =>
      field.choice("what", one, icon(one), h("span", code("seized_kinds", one)))));
    const scan = scanner(label);
    const nth = page.entered.filter((one) => one.type === "seizure").length + 1;
    return field.form([
      h("div.row", h("h1", t("new_thing")), h("span.badge.end", t("nth_here", { n: nth }))),
      h("div.label-row", field.labelled(t("label_code"), label), scan?.[0] ?? null), scan?.[1] ?? null,
      kinds, shots(photos), field.labelled(t("where_found"), found),
      field.labelled(t("with_whom"), h("select.input", { name: "held_by" }, h("option", { value: "" }, t("nobody_known")),
        field.people().map((one) => h("option", { value: one.id },
          `${t("person", { n: one.number })} (${t("suspected")})${one.name ? ` \u2068${one.name}\u2069` : ""}`)))),
      h("details.more", h("summary", t("objection_and_words")),
        field.labelled(t("objection"), h("textarea.input", { name: "objection", dir: "auto", rows: 2 })),
        field.labelled(t("in_words"), h("textarea.input", { name: "words", dir: "auto", rows: 2 }))),
      h("p.hint", t("things_not_faces")),
    ], t("save_thing"), async (data) => {
      const what = data.get("what");
      if (!what) { kinds.querySelector("input").focus(); throw new Error("photo.choose"); }
      const fields = {
        id: field.newId(), label: data.get("label").trim(), what, found: data.get("found").trim(),
        held_by: data.get("held_by"), words: data.get("words").trim(), objection: data.get("objection").trim(),
      };
      await field.enterOne("seizure", fields, { label: fields.label, words: code("seized_kinds", what) }, photos);
      for (const one of photos) URL.revokeObjectURL(one.shown);
      // The next thing at once, and the room stays as it was.
      field.again(fields.found);
    });
  };
  field.writings.seizure = seizure;
})();
