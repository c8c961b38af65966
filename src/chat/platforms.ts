import type { AppPlatform } from '../domain/apps.js';

/** In the order of their buttons. */
export const platforms: readonly AppPlatform[] = ['ios', 'android', 'windows', 'macos', 'linux'];
