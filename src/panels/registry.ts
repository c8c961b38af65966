import type { Http } from '../http.js';
import type { Panel, PanelDefinition } from './panel.js';
import { remnawave } from './remnawave.js';

/** Every kind of panel there is; one more is one more line. */
export const panelDefinitions: readonly PanelDefinition[] = [remnawave];

/** The configured panels by kind. */
export type Panels = ReadonlyMap<string, Panel>;

/** `settings` are those of all kinds together; each takes its own out of them. @throws {z.ZodError} */
export function createPanels(settings: Record<string, unknown>, http: Http): Panels {
  const panels = new Map<string, Panel>();
  for (const definition of panelDefinitions) {
    const panel = definition.create(definition.settings.parse(settings), http);
    if (panel) panels.set(definition.kind, panel);
  }
  return panels;
}
