import { Router, type Request } from 'express';
import { addDevice } from './device-routes.js';
import type { Installation } from './installation.js';
import type { User } from './state.js';

/** Where a connection link leads: a list of servers for a VPN client, a page for a browser, 404 once revoked. */
export function subscriptionPage(panel: Installation): Router {
  const router = Router();
  router.get('/sub/:shortUuid', (request, response) => {
    const user = panel.users.byShortUuid(request.params.shortUuid);
    if (!user) {
      response.status(404).json({ isFound: false, statusCode: 404, message: 'Resource not found' });
    } else if (request.headers.accept?.includes('text/html')) {
      response.type('html').send(page(user));
    } else {
      const servers = serversFor(panel, user, request);
      response.set('profile-title', `base64:${base64('2GETPRO sandbox')}`);
      response.set('profile-update-interval', '12');
      response.set('subscription-userinfo', usage(user));
      response.type('text/plain').send(base64(servers));
    }
  });
  return router;
}

/** One server, or a remark in the place of one that says why there is none. */
function serversFor(panel: Installation, user: User, request: Request): string {
  if (user.status === 'EXPIRED') return remark('⌛ Subscription expired');
  if (user.status === 'LIMITED') return remark('🚧 Subscription limited');
  if (user.status === 'DISABLED') return remark('🚫 Subscription disabled');
  if (user.squads.length === 0) return remark('→ No hosts found');
  if (!admit(panel, user, request)) return remark('📱 Device limit reached');
  return `vless://${user.vlessUuid}@vpn.example.com:443?encryption=none&type=tcp&security=none#Sandbox`;
}

const remark = (text: string): string =>
  `vless://00000000-0000-0000-0000-000000000000@0.0.0.0:1?encryption=none&type=tcp&security=none#${encodeURIComponent(text)}`;

/** Clients that tell their device are counted; 0 counts nobody. */
function admit(panel: Installation, user: User, request: Request): boolean {
  const hwid = request.get('x-hwid');
  const own = panel.devices.get(user.id) ?? [];
  if (hwid === undefined || user.hwidDeviceLimit === 0 || own.some((device) => device.hwid === hwid))
    return true;
  if (user.hwidDeviceLimit !== null && own.length >= user.hwidDeviceLimit) return false;
  addDevice(panel, {
    hwid,
    userId: user.id,
    platform: request.get('x-device-os'),
    osVersion: request.get('x-ver-os'),
    deviceModel: request.get('x-device-model'),
    userAgent: request.get('user-agent'),
  });
  return true;
}

const usage = (user: User): string =>
  [
    'upload=0',
    `download=${user.usedTrafficBytes}`,
    `total=${user.trafficLimitBytes}`,
    `expire=${user.expireAt.startsWith('2099') ? 0 : Math.floor(Date.parse(user.expireAt) / 1_000)}`,
  ].join('; ');

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

const page = (user: User): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(user.username)}</title>
<style>body { font: 16px/1.5 system-ui; max-width: 32rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>${escape(user.username)}</h1>
<p>Subscription of the sandbox's panel: <b>${user.status}</b>, until ${user.expireAt}.</p>
<p>Traffic: ${user.usedTrafficBytes} of ${user.trafficLimitBytes || 'unlimited'} bytes.</p>
<p>Open this address in a VPN client: it answers with a list of servers.</p>
</html>`;
