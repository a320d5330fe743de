// After signing out on a telephone that still holds sealed items: everything else it kept goes.
// The sealed items open nowhere but at the node, and are sent when their officer is back.
"use strict";

(() => {
  sessionStorage.clear();
  const asked = indexedDB.open("tansiq-field");
  asked.onsuccess = () => {
    const held = asked.result;
    if (held.objectStoreNames.contains("vault")) held.transaction("vault", "readwrite").objectStore("vault").clear();
  };
})();
