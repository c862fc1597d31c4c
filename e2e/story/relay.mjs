// A relay that a test may stop, start again on the same data, look into, and listen to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export async function relay({ log = 'warn' } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-relay-'));
  const made = { dir, db: path.join(dir, 'relay.db'), said: '', child: undefined, port: 0, base: '' };
  made.start = async () => {
    const args = ['serve', '--listen', `127.0.0.1:${made.port}`, '--db', made.db, '--log', log];
    made.child = spawn(process.env.HOLDFAST_BIN, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    made.child.stderr.on('data', (chunk) => { made.said += chunk; });
    let out = '';
    await new Promise((ready, failed) => {
      made.child.stdout.on('data', (chunk) => { out += chunk; made.said += chunk; if (/http:\/\/[^\s/]+/.test(out)) ready(); });
      made.child.once('exit', () => failed(new Error(`the relay did not start: ${made.said}`)));
    });
    made.base = out.match(/http:\/\/[^\s/]+/)[0];
    made.port = Number(new URL(made.base).port);
  };
  made.stop = async () => {
    if (made.child?.exitCode !== null) return;
    made.child.removeAllListeners('exit');
    made.child.kill('SIGINT');
    await once(made.child, 'exit');
  };
  made.remove = () => fs.rmSync(dir, { recursive: true, force: true });
  // Every file of the database: the file, its log of writes, what stands beside.
  made.files = () => fs.readdirSync(dir).map((name) => [name, fs.readFileSync(path.join(dir, name))]);
  made.memory = () => memory(made.child.pid);
  await made.start();
  return made;
}

// All memory of a process that can be read, mapping by mapping (proc(5)).
function* memory(pid) {
  const handle = fs.openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const found = line.match(/^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)$/);
      if (!found || /^\[v/.test(found[3])) continue;
      const [from, to] = [BigInt(`0x${found[1]}`), BigInt(`0x${found[2]}`)];
      const bytes = Buffer.alloc(Number(to - from));
      try {
        const read = fs.readSync(handle, bytes, 0, bytes.length, from);
        yield [`memory ${found[3] || 'heap'}`, bytes.subarray(0, read)];
      } catch { /* a page that was given back meanwhile */ }
    }
  } finally {
    fs.closeSync(handle);
  }
}

// The shapes in which a text may be hidden: as it is, in two bytes a letter, as hex, as base64.
export function shapes(text) {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((shift) => {
    const all = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replaceAll('=', '');
    return all.slice(shift ? 4 : 0, -2); // the ends depend on what stands beside
  });
  const url = base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
  return [bytes, Buffer.from(text, 'utf16le'), Buffer.from(encodeURIComponent(text)),
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64, ...url].map((one) => Buffer.from(one))];
}

// Where any of the texts is found, in any shape.
export function search(places, texts) {
  const needles = texts.flatMap((text) => shapes(text).map((shape) => [text, shape]));
  const found = [];
  for (const [name, bytes] of places) {
    for (const [text, shape] of needles) if (bytes.includes(shape)) found.push(`${name}: ${text}`);
  }
  return [...new Set(found)];
}
