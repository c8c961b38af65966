import { z } from 'zod';
import { projectDir } from '../../scripts/services/state.js';
import { readYaml } from './infrastructure.js';

const Plain = z.union([z.string(), z.number()]).transform(String);
const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), Plain).default({}),
  env_file: z.string().optional(),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  restart: z.string(),
  user: z.string().optional(),
  stop_grace_period: z.string().optional(),
  mem_limit: z.string(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() }).nullable()),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
export type Service = z.output<typeof Service>;

/** docker-compose.yml, as an engine would read it; a name that compose does not know is a fault. */
export const compose = () => Compose.parse(readYaml(projectDir, 'docker-compose.yml'));
