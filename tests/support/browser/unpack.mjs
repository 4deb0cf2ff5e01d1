// Unpacks the Chromium that the npm package carries into the folder given as the only argument.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const source = path.join(import.meta.dirname, 'node_modules', '@sparticuz', 'chromium', 'bin');
const target = process.argv[2];

async function unpack(name) {
  const file = path.join(target, name.replace(/\.br$/, ''));
  await pipeline(fs.createReadStream(path.join(source, name)), createBrotliDecompress(), fs.createWriteStream(file));
  if (file.endsWith('.tar')) {
    execFileSync('tar', ['--extract', '--no-same-owner', '--file', file, '--directory', target]);
    fs.unlinkSync(file);
  } else {
    fs.chmodSync(file, 0o755);
  }
}

function fontConfiguration() {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(target, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(target, 'font-cache')}</cachedir>
</fontconfig>
`;
}

fs.mkdirSync(target, { recursive: true });
for (const name of fs.readdirSync(source)) await unpack(name);
fs.writeFileSync(path.join(target, 'fonts.conf'), fontConfiguration());
