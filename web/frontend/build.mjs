// Bundles what the pages load into the folder given as the only argument. Run by build.py, which decides whether
// that is needed and puts the folder in place.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import * as sass from 'sass';

const here = import.meta.dirname;
const out = process.argv[2];

async function bundle() {
  const entries = ['app.js', 'diagram.js', 'editor.js', 'app.css', 'editor.css'];
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: entries.map((name) => path.join('src', name)),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: out,
    assetNames: '[name]',
    loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
    legalComments: 'linked',
    logLevel: 'error',
  });
}

async function styles() {
  const { css } = sass.compile(path.join(here, 'src', 'govuk.scss'), {
    style: 'compressed',
    importers: [new sass.NodePackageImporter(here)],
    quietDeps: true,
  });
  await writeFile(path.join(out, 'govuk.css'), css);
}

// The symbols of the diagram editor come as a font; nothing else does. GDS Transport is licensed to services on GOV.UK
// only, and a council's service is not one.
function fontFaces(css) {
  const declared = [...css.matchAll(/@font-face\s*\{[^}]*?font-family:\s*["']?([^;"'}]+)/gi)].map((found) => found[1]);
  return /GDS Transport/i.test(css) ? [...declared, 'GDS Transport'] : declared;
}

async function refuseLicensedFont() {
  for (const name of await readdir(out)) {
    if (/\.(woff2?|ttf|eot)$/.test(name) && !name.startsWith('bpmn.')) throw new Error(`Expected no font files, but the build made ${name}.`);
    const faces = name.endsWith('.css') ? fontFaces(await readFile(path.join(out, name), 'utf8')) : [];
    if (faces.some((face) => face !== 'bpmn')) {
      throw new Error(`Expected system fonts only, but ${name} declares another font.`);
    }
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundle();
await styles();
await refuseLicensedFont();
