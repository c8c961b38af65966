import { correlation } from '../correlation.js';
import { scrubDeep } from '../scrub.js';

/** Tells people who are not looking what they have to look at. */
export interface Reporter {
  /** Something that will not mend itself: a dead letter, a failed start, what nobody caught. */
  readonly report: (error: unknown, tags: Readonly<Record<string, string | undefined>>) => void;
  /** Times the work, in the share of cases that the settings ask for. */
  readonly trace: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Waits until what was reported is on its way. */
  readonly flush: (ms: number) => Promise<unknown>;
}

export interface ReporterSettings {
  readonly SENTRY_DSN?: string | undefined;
  readonly SENTRY_ENVIRONMENT: string;
  readonly SENTRY_TRACES_SAMPLE_RATE: number;
}

export const silent: Reporter = { report: () => {}, trace: (_name, work) => work(), flush: async () => {} };

/**
 * Ends the process on what nobody caught (`run-process.ts` does that), reads cookies, headers and variables, or says
 * what was said in another way already.
 */
const unwanted = new Set([
  'OnUncaughtException',
  'OnUnhandledRejection',
  'RequestData',
  'LocalVariables',
  'ProcessSession',
  'Console',
]);

/**
 * Sentry, where somebody has set it up. It costs a second of start-up, so nobody else loads it; and it is loaded after
 * everything else, since HTTP and jobs can be seen from there: the rest of its tracing would need a flag of Node's at
 * each start.
 */
export async function openReporter(process: string, settings: ReporterSettings): Promise<Reporter> {
  const { SENTRY_DSN: dsn, SENTRY_ENVIRONMENT: environment, SENTRY_TRACES_SAMPLE_RATE: share } = settings;
  if (dsn === undefined) return silent;
  const sentry = await import('@sentry/node');
  sentry.init({
    dsn,
    environment,
    ...(share > 0 && { tracesSampleRate: share }),
    initialScope: { tags: { process } },
    integrations: (usual) => usual.filter(({ name }) => !unwanted.has(name)),
    enableRuntimeChannelInjection: false,
    tracePropagationTargets: [], // Telegram and the others are told nothing of our traces
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: false,
      httpBodies: [],
      urlQueryParams: false,
      databaseQueryData: false,
      stackFrameVariables: false,
    },
    beforeSend: (given) => scrubDeep(given),
    beforeBreadcrumb: (given) => scrubDeep(given),
    beforeSendSpan: scrubDeep,
  });
  return {
    report(error, tags) {
      sentry.withScope((scope) => {
        scope.setTags({ correlation_id: correlation(), ...tags });
        sentry.captureException(error);
      });
    },
    trace: (name, work) => sentry.startSpan({ name, op: 'queue.process', forceTransaction: true }, work),
    flush: (ms) => sentry.flush(ms),
  };
}
