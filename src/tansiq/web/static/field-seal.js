// Sealing on the telephone: HPKE of RFC 9180 (base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
// AES-128-GCM) by WebCrypto alone, and the chain of what was entered. What is sealed here opens at
// the node and nowhere else, not on this telephone either. Touches no page and keeps nothing.
"use strict";

(() => {
  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of parts) { whole.set(one, at); at += one.length; }
    return whole;
  };
  const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const toBase64 = (data) => {
    let text = "";
    for (const one of new Uint8Array(data)) text += String.fromCharCode(one);
    return btoa(text);
  };
  const hex = (data) => [...new Uint8Array(data)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const sha256 = async (data) => hex(await crypto.subtle.digest("SHA-256", data));

  // --- RFC 9180, section 4: labelled HKDF-SHA256 ---
  const hmac = async (key, data) => {
    // HMAC pads a short key with zeros: an empty salt and one of 32 zeros are the same.
    const held = await crypto.subtle.importKey(
      "raw", key.length ? key : new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", held, data));
  };
  const number = (value, size) => {
    const made = new Uint8Array(size);
    for (let at = size - 1, left = value; at >= 0; at -= 1, left = Math.floor(left / 256)) made[at] = left % 256;
    return made;
  };
  const VERSION = utf8("HPKE-v1");
  const KEM = joined(utf8("KEM"), number(0x0010, 2));
  const HPKE = joined(utf8("HPKE"), number(0x0010, 2), number(0x0001, 2), number(0x0001, 2));
  const NONE = new Uint8Array(0);

  const extract = (suite, salt, label, ikm) => hmac(salt, joined(VERSION, suite, utf8(label), ikm));
  const expand = async (suite, prk, label, info, size) => {
    const labelled = joined(number(size, 2), VERSION, suite, utf8(label), info);
    let made = NONE;
    let last = NONE;
    for (let round = 1; made.length < size; round += 1) {
      last = await hmac(prk, joined(last, labelled, number(round, 1)));
      made = joined(made, last);
    }
    return made.slice(0, size);
  };

  // --- section 5.1: encapsulate to a public key, schedule in base mode, seal once ---
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const encapsulate = async (recipient, ephemeral) => {
    const pair = ephemeral || await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const theirs = await crypto.subtle.importKey("raw", recipient, CURVE, true, []);
    const shared = new Uint8Array(
      await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256));
    const enc = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const prk = await extract(KEM, NONE, "eae_prk", shared);
    return { enc, secret: await expand(KEM, prk, "shared_secret", joined(enc, recipient), 32) };
  };

  const seal = async (recipient, info, plain, { ephemeral = null, aad = NONE } = {}) => {
    const { enc, secret } = await encapsulate(recipient, ephemeral);
    const context = joined(
      number(0, 1),
      await extract(HPKE, NONE, "psk_id_hash", NONE),
      await extract(HPKE, NONE, "info_hash", info));
    const prk = await extract(HPKE, secret, "secret", NONE);
    const raw = await expand(HPKE, prk, "key", context, 16);
    const iv = await expand(HPKE, prk, "base_nonce", context, 12);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, plain);
    return joined(enc, new Uint8Array(cipher));
  };

  const infoOf = (parts) => utf8(["tansiq-field-v1", ...parts].join("\n"));

  // --- the chain: each item repeats the digest of everything before it ---
  const link = async (previous, body) => sha256(joined(utf8(`${previous}\n`), body));

  // --- ids as the node makes them: 16 random bytes in base32, lower case, without padding ---
  const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  const newId = () => {
    let bits = "";
    for (const one of crypto.getRandomValues(new Uint8Array(16))) bits += one.toString(2).padStart(8, "0");
    return `r-${bits.padEnd(130, "0").match(/.{5}/g).map((one) => LETTERS[parseInt(one, 2)]).join("")}`;
  };

  const field = globalThis.field ||= {};
  Object.assign(field, { utf8, joined, fromBase64, toBase64, sha256, seal, infoOf, link, newId });
})();
