/**
 * Reads a bundle in Node.js 18 or later, with nothing but Node itself; every file is checked before it is believed.
 *
 * Offsets in a bundle are Unicode code points; those of JavaScript's strings are UTF-16 units, of which a sign such as
 * "𝔘" or an emoji takes two. What this module gives out is in UTF-16 units, ready for `slice`.
 */

import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

const MAJOR = "1";
const STATES = ["needs-translation", "needs-review", "draft", "translated", "approved"];
const HOLE = "[…]";

/** What is wrong with a bundle, or with what was asked of it, in one line whatever the bundle's own words are. */
export class BundleError extends Error {
  constructor(message) {
    super(message.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`));
  }
}

/** For each code point of a text its place in UTF-16 units, and at the end the length. */
export function places(text) {
  const found = [];
  let at = 0;
  for (const sign of text) {
    found.push(at);
    at += sign.length;
  }
  found.push(at);
  return found;
}

/** Open the bundle in a folder and check every file of it. Throws a `BundleError`. */
export function loadBundle(folder) {
  const list = join(folder, "datapackage.json");
  if (existsSync(folder) && statSync(folder).isFile()) {
    throw new BundleError(`${folder}: folders are read here, no zips; unpack the release first`);
  }
  if (!existsSync(list)) throw new BundleError(`${folder}: there is no bundle here`);
  const data = parsed(read(list), list);
  requireVersion(data.schema_version ?? MAJOR, list);
  if (("list_hash" in data || "schema_version" in data) && data.list_hash !== listHash(data)) {
    throw new BundleError(`${list}: the list was changed: it does not have the hash that it names`);
  }
  const isListed = (one) => typeof one?.path === "string" && typeof one.hash === "string";
  if (!Array.isArray(data.resources) || !data.resources.every(isListed)) {
    throw new BundleError(`${list}: this is no list of a bundle's files`);
  }
  const hashes = new Map();
  for (const { path, hash } of data.resources) {
    if (hashes.has(path)) throw new BundleError(`${list}: '${path}' is listed twice`);
    hashes.set(path, hash);
    const bytes = checked(folder, path, hash);
    if (path.endsWith(".json") && !path.startsWith("schemas/")) {
      requireVersion(parsed(bytes, join(folder, path)).schema_version, join(folder, path));
    }
  }
  return new Bundle(folder, data, hashes);
}

/** The hash of all that a list says beside it: of its JSON with keys in order and without blanks. */
export function listHash({ list_hash: _, ...said }) {
  return `sha256:${createHash("sha256").update(JSON.stringify(ordered(said))).digest("hex")}`;
}

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}

function checked(folder, path, hash) {
  const parts = path.split("/");
  if (isAbsolute(path) || parts.some((part) => ["", ".", ".."].includes(part))) {
    throw new BundleError(`${join(folder, "datapackage.json")}: '${path}' is no place in this folder`);
  }
  parts.forEach((_, n) => {
    const place = join(folder, ...parts.slice(0, n + 1));
    if (!existsSync(place)) throw new BundleError(`${join(folder, path)}: the file is missing`);
    if (lstatSync(place).isSymbolicLink()) throw new BundleError(`${place}: this is a link`);
  });
  const bytes = read(join(folder, path));
  if (`sha256:${createHash("sha256").update(bytes).digest("hex")}` !== hash) {
    throw new BundleError(`${join(folder, path)}: the file was changed: it is not what datapackage.json lists`);
  }
  return bytes;
}

function read(path) {
  if (!statSync(path).isFile()) throw new BundleError(`${path}: this is no file`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BundleError(`${path}: the file cannot be read (${error.code})`);
  }
}

function parsed(bytes, path) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("it is no object");
    requireUnrepeated(text);
    return value;
  } catch (error) {
    throw new BundleError(`${path}: this is no such record (${error.message})`);
  }
}

/** Throws where an object has a key twice: which of the two counts, programs do not agree on. The JSON is sound. */
function requireUnrepeated(text) {
  const open = []; // the keys of each object that is open, null for a list
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : null);
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, -1));
      if (open.at(-1).has(key)) throw new Error(`the key '${key}' stands twice in one object`);
      open.at(-1).add(key);
    }
  }
}

function requireVersion(version, path) {
  if (String(version).split(".")[0] !== MAJOR) {
    throw new BundleError(`${path}: its schema is of version ${version}, and ${MAJOR}.x is read here`);
  }
}

/** What contradicts itself in a text's record: whoever makes hashes anew can list any. */
function* faultsOfDocument({ text, text_sha256: hash = "", blocks, segments, entities, findings }) {
  yield* repeated(segments.map(({ key }) => key));
  if (hash !== "" && hash !== createHash("sha256").update(text).digest("hex")) {
    yield "the text does not have the hash in `text_sha256`";
  }
  const size = places(text).length - 1;
  const isWithin = ({ start, end }) => start >= 0 && start <= end && end <= size;
  if (![blocks, segments, entities, findings].every((some) => some.every(isWithin))) {
    yield "an offset leads out of the text";
  }
  if (!blocks.every(({ start, content, end }) => start <= content && content <= end)) {
    yield "the words of a block begin outside it";
  }
  if (!segments.every(({ block }) => block in blocks)) yield "a sentence stands in a block that is not there";
}

/** What contradicts the name of a translation's file, or the sentences of its text. */
function* faultsOfTranslation(record, language, keys) {
  const found = record.segments.map(({ key }) => key);
  yield* repeated(found);
  if (record.language !== language) yield `its language is '${record.language}'`;
  const [here, theirs] = [new Set(found), new Set(keys)];
  const missing = keys.find((key) => !here.has(key));
  if (missing !== undefined) yield `the sentence '${missing}' is missing`;
  const other = found.find((key) => !theirs.has(key));
  if (other !== undefined) yield `the text has no sentence '${other}'`;
}

function* repeated(keys) {
  const seen = new Set();
  const twice = keys.find((key) => seen.size === seen.add(key).size);
  if (twice !== undefined) yield `the key '${twice}' stands twice`;
}

/** Throws the first fault of a record, and for one whose parts are of another kind than they must be. */
function requireSound(path, faults) {
  let first;
  try {
    [first] = faults;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    first = `this is no such record (${error.message})`;
  }
  if (first !== undefined) throw new BundleError(`${path}: ${first}`);
}

function known(name, names, what) {
  if (!names.includes(name)) throw new BundleError(`unknown ${what} '${name}'; known are: ${names.join(", ")}`);
  return name;
}

/** A whole bundle; iterate it, or take a text by its name. */
export class Bundle {
  #folder;
  #hashes;

  constructor(folder, { title = "", version = "", engines = {}, withdrawn = [] }, hashes) {
    Object.assign(this, { title, version, engines, withdrawn });
    this.#folder = folder;
    this.#hashes = hashes;
    this.names = [...hashes.keys()].filter((p) => p.endsWith("/document.json")).map((p) => p.split("/")[0]);
  }

  *[Symbol.iterator]() {
    for (const name of this.names) yield this.get(name);
  }

  get(name) {
    known(name, this.names, "text");
    const record = (file) => {
      const path = `${name}/${file}`;
      return parsed(checked(this.#folder, path, this.#hashes.get(path)), join(this.#folder, path));
    };
    const document = record("document.json");
    requireSound(join(this.#folder, name, "document.json"), faultsOfDocument(document));
    const keys = document.segments.map(({ key }) => key);
    const translations = {};
    for (const path of this.#hashes.keys()) {
      const [folder, file] = path.split("/");
      if (folder === name && file.endsWith(".json") && file !== "document.json") {
        const language = file.slice(0, -".json".length);
        translations[language] = record(file);
        requireSound(join(this.#folder, path), faultsOfTranslation(translations[language], language, keys));
      }
    }
    return new Text(name, document, translations);
  }
}

/** A text; `text` are its curated words, `entities` its mentions, with offsets in UTF-16 units. */
export class Text {
  constructor(id, record, translations) {
    this.id = id;
    this.record = record;
    this.translations = translations;
    this.title = record.title ?? id;
    this.language = record.language;
    this.languages = [record.language, ...Object.keys(translations)];
    this.byKey = Object.fromEntries(
      Object.entries(translations).map(([one, { segments }]) => [one, new Map(segments.map((s) => [s.key, s]))]),
    );
    this.concepts = new Map((record.concepts ?? []).map((concept) => [concept.id, concept]));
    this.source = record.text;
    this.places = places(record.text);
    this.entities = record.entities.map((entity) => this.#moved(entity));
  }

  #moved(span) {
    return { ...span, start: this.places[span.start], end: this.places[span.end] };
  }

  /** The language of the bundle that serves a language: es serves es-MX. */
  #served(language) {
    const parts = String(language).split("-");
    const wider = parts.map((_, n) => parts.slice(0, parts.length - n).join("-"));
    return wider.find((tag) => this.languages.includes(tag)) ?? known(language, this.languages, "language");
  }

  /** The sentences in a language, each with `text`, `language`, `state`, `isDraft`, `findings`, `isDoubtful`; null where nothing may be shown. */
  segments(language = this.language, { state, fallback = [] } = {}) {
    if (state !== undefined) known(state, STATES, "state");
    if (!Array.isArray(fallback)) throw new BundleError(`fallback is a list of languages: ["${fallback}"]`);
    const wanted = [language, ...fallback].map((one) => this.#served(one));
    return this.record.segments.map((segment) => {
      const choices = wanted.map((one) => this.#in(one, segment, state));
      const found = choices.find((one) => one.text !== null);
      return found ? { ...found, withheld: choices[0].withheld } : choices[0];
    });
  }

  #in(language, segment, state) {
    const { start, end } = this.#moved(segment);
    const source = this.source.slice(start, end);
    const { kind } = this.record.blocks[segment.block];
    const findings = this.record.findings.filter((f) => isOpen(f) && f.start < segment.end && segment.start < f.end)
      .map((f) => this.#moved(f));
    const own = { key: segment.key, source, start, end, block: segment.block, kind, language };
    if (language === this.language) return { ...own, text: source, state: "kept", isDraft: false, withheld: null, ...doubts(findings) };
    const found = this.byKey[language].get(segment.key);
    if (!found) return { ...own, text: null, state: "needs-translation", isDraft: false, withheld: "it is not translated", ...doubts(findings) };
    const far = found.state === "kept" || state === undefined || STATES.indexOf(found.state) >= STATES.indexOf(state);
    const text = far ? found.text : null;
    const early = `its state is '${found.state}', and '${state}' was asked for`;
    const withheld = far || found.text === null ? found.withheld : early;
    const isDraft = text !== null && STATES.indexOf(found.state) < STATES.indexOf("translated") && found.state !== "kept";
    const at = places(found.text ?? "");
    const theirs = found.findings.filter(isOpen)
      .map((f) => ({ ...f, start: at[f.start] ?? f.start, end: at[f.end] ?? f.end }));
    return { ...found, ...own, text, withheld, isDraft, ...doubts([...findings, ...theirs]) };
  }

  /** The whole text in a language; what may not be shown, and no fallback has, is "[…]". */
  text(language = this.language, options = {}) {
    const parts = [];
    const byBlock = Map.groupBy
      ? Map.groupBy(this.segments(language, options), (segment) => segment.block)
      : grouped(this.segments(language, options));
    this.record.blocks.forEach((block, n, blocks) => {
      const { start, end } = this.#moved(block);
      const tight = n > 0 && ["item", "table-row"].includes(block.kind) && blocks[n - 1].kind === block.kind;
      if (n > 0) parts.push(tight ? "\n" : "\n\n");
      let at = start;
      for (const segment of byBlock.get(n) ?? []) {
        parts.push(this.source.slice(at, segment.start), segment.text ?? HOLE);
        at = segment.end;
      }
      parts.push(this.source.slice(at, end));
    });
    return `${parts.join("")}\n`;
  }
}

const isOpen = (finding) => finding.waived == null;

/** The open findings of a sentence, and whether an editor must look before it is believed. */
function doubts(findings) {
  return { findings, isDoubtful: findings.some((finding) => finding.severity === "error") };
}

function grouped(segments) {
  const found = new Map();
  for (const segment of segments) found.set(segment.block, [...(found.get(segment.block) ?? []), segment]);
  return found;
}
