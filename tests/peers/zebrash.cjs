// Draws labels until its input ends: a line of JSON {zpl, width, height, dpmm} in, a line of PNG in base64 out.
const { createInterface } = require("node:readline");
const { ready } = require("zpl-renderer-js");

async function main() {
  const { api } = await ready;
  for await (const line of createInterface({ input: process.stdin })) {
    const { zpl, width, height, dpmm } = JSON.parse(line);
    process.stdout.write(`${await api.zplToBase64Async(zpl, width, height, dpmm)}\n`);
  }
  process.exit(0);
}

main().catch((fault) => {
  console.error(fault);
  process.exit(1);
});
