// What stays on the telephone: sealed items until the node has recorded them, and, under a key that
// only the officer's passkey gives, a copy of the site. No text of the site lies here in the clear:
// names in this store are random numbers and digests.
"use strict";

(() => {
  const field = globalThis.field;
  const NAME = "tansiq-field";

  const opened = () => new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("sealed", { keyPath: "id" });
      asked.result.createObjectStore("vault", { keyPath: "place" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  let base = null;
  const run = async (store, mode, work) => {
    base ||= opened();
    const held = await base;
    return new Promise((done, failed) => {
      // An item is on the disk before the page says so, also when the battery goes.
      const turn = held.transaction(store, mode, { durability: "strict" });
      const asked = work(turn.objectStore(store));
      turn.oncomplete = () => done(asked?.result);
      turn.onabort = turn.onerror = () => failed(turn.error);
    });
  };
  const all = (store) => run(store, "readonly", (one) => one.getAll());
  const put = (store, values) => run(store, "readwrite", (one) => { for (const value of values) one.put(value); });
  const remove = (store, ids) => run(store, "readwrite", (one) => { for (const id of ids) one.delete(id); });

  // --- sealed items: one row for an item, one for each piece of a photograph beside it ---
  const row = (place, device, seq, part, bytes) => ({
    id: `${place}/${device}/${String(seq).padStart(6, "0")}/${part}`,
    place, device, seq, part, bytes, sent: false, since: Date.now(),
  });
  const sealed = async (place) => (await all("sealed")).filter((one) => one.place === place);
  const keep = (rows) => put("sealed", rows);
  const recorded = async (place, device, last) => {
    const gone = (await sealed(place)).filter((one) => one.device === device && one.seq <= last);
    await remove("sealed", gone.map((one) => one.id));
  };

  // --- the vault: the site under AES-256-GCM; the key comes from the passkey's PRF and is nowhere kept ---
  const LABEL = field.utf8("tansiq-field-vault-v1");
  const keyOf = async (secret) => {
    const from = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    return crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: LABEL },
      from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  // One gesture. Null when the passkey, the browser or the officer does not give a secret.
  const secretOf = async (salt, credentials) => {
    try {
      const made = await navigator.credentials.get({
        publicKey: {
          challenge: crypto.getRandomValues(new Uint8Array(32)),
          userVerification: "required",
          allowCredentials: credentials.map((one) => ({ type: "public-key", id: field.fromBase64(one) })),
          extensions: { prf: { eval: { first: salt } } },
        },
      });
      const secret = made.getClientExtensionResults().prf?.results?.first;
      return secret ? { secret: new Uint8Array(secret), credential: field.toBase64(made.rawId) } : null;
    } catch {
      // Cancelled, or no authenticator: the site then stays in memory, and the page says so.
      return null;
    }
  };

  let open = null;
  const store = async (value) => {
    if (!open) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = field.utf8(JSON.stringify(value));
    const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, open.key, plain);
    const { place, salt, credential, until } = open;
    await put("vault", [{ place, salt, credential, until, iv, bytes }]);
  };
  const begin = async (value, credentials) => {
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const found = await secretOf(salt, credentials);
    if (!found) return false;
    open = {
      key: await keyOf(found.secret), salt, credential: found.credential,
      place: value.given.place, until: Date.parse(value.given.closes),
    };
    await store(value);
    return true;
  };
  // What can be read of the kept sites with this gesture; only the one of this address is given out.
  const unlock = async (path) => {
    for (const one of await all("vault")) {
      const found = await secretOf(one.salt, [one.credential]);
      if (!found) continue;
      const key = await keyOf(found.secret);
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: one.iv }, key, one.bytes);
        const value = JSON.parse(new TextDecoder().decode(plain));
        if (value.path !== path) continue;
        open = { key, salt: one.salt, credential: one.credential, place: one.place, until: one.until };
        return value;
      } catch {
        // Another passkey's site, or bytes that were changed: nothing is shown of it.
      }
    }
    return null;
  };
  const expire = async (now) => {
    const gone = (await all("vault")).filter((one) => one.until < now).map((one) => one.place);
    if (gone.length) await remove("vault", gone);
    return gone;
  };
  const clear = async () => {
    open = null;
    await run("vault", "readwrite", (one) => one.clear());
  };
  const anyVault = async () => (await all("vault")).length > 0;

  field.keep = {
    row, keep, sealed, recorded, store, begin, unlock, expire, clear, anyVault,
    get open() { return open !== null; },
  };
})();
