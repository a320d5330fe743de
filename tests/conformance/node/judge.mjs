// A thin door to @sigstore/core, which nobody in this project wrote: one JSON question per line
// ({envelope, public: base64 SPKI}), one JSON answer per line ({ok, pae: base64}).
import { createInterface } from 'node:readline';
import { crypto, dsse } from '@sigstore/core';

for await (const line of createInterface({ input: process.stdin })) {
  const { envelope, public: spki } = JSON.parse(line);
  const payload = Buffer.from(envelope.payload, 'base64');
  const pae = dsse.preAuthEncoding(envelope.payloadType, payload);
  const key = crypto.createPublicKey(spki);
  const signatures = envelope.signatures.map((one) => Buffer.from(one.sig, 'base64'));
  const ok = signatures.length > 0 && signatures.every((sig) => crypto.verify(pae, key, sig));
  console.log(JSON.stringify({ ok, pae: pae.toString('base64') }));
}
