// A line between a phone and a server that can die without a word: what is connected stays connected and says nothing
// any more, for ever. Once it is mended, whoever connects anew is heard. So does a path that a box in between forgot.
import { once } from 'node:events';
import net from 'node:net';

export async function line(to) {
  const { hostname: host, port } = new URL(to);
  const alive = new Set();
  let isDead = false;
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect({ host, port });
    if (!isDead) alive.add(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => { sockets.delete(socket); near.destroy(); far.destroy(); });
    }
    near.on('data', (bytes) => { if (alive.has(near)) far.write(bytes); });
    far.on('data', (bytes) => { if (alive.has(near)) near.write(bytes); });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    die() { isDead = true; alive.clear(); },
    mend() { isDead = false; },
    close() { server.close(); for (const socket of sockets) socket.destroy(); },
  };
}
