/** The web role: the API, its documentation, and the console's files. Has no rule of its own: it asks the engines and shows what they say. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Server as HttpsServer } from 'node:https';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { openPhoneBook } from '../../../foundation/access/index.ts';
import { type Config, defaultConfig, readSecret } from '../../../foundation/config/index.ts';
import { Refused } from '../../../foundation/refusal.ts';
import { openScopedStore, openSystemStore } from '../../../foundation/store/store.ts';
import { logLine } from '../events.ts';
import { followCity, openHouse } from '../house.ts';
import { filesOf } from '../kept-files.ts';
import { bindCases } from '../line.ts';
import { phoneKey } from '../phone-key.ts';
import { endWithSupervisor, type Runtime, sayReady } from '../runtime.ts';
import { accountRoutes } from './account-routes.ts';
import { attachmentRoutes } from './attachments-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { backupRoutes } from './backup-routes.ts';
import { type App, type Context, type RouteMade, router } from './context.ts';
import { directoryRoutes } from './directory-routes.ts';
import { dossierRoutes } from './dossier-routes.ts';
import { dutiesRoutes } from './duties-routes.ts';
import { tagAnswers } from './etag.ts';
import { fileRoutes } from './file-routes.ts';
import { firmRoutes } from './firm-routes.ts';
import { frameRoutes } from './frame-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { importsRoutes } from './imports-routes.ts';
import { jobRoutes } from './jobs-routes.ts';
import { personalLimits } from './limits.ts';
import { liveRoutes } from './live.ts';
import { mapRoutes, TIANDITU } from './map-routes.ts';
import { messageRoutes, receiptRoutes } from './messages-routes.ts';
import { monitoringRoutes } from './monitoring-routes.ts';
import { openSingleSignOn } from './oidc.ts';
import { describedApi } from './openapi.ts';
import { paperRoutes } from './papers-routes.ts';
import { refuse, sendRefusal } from './problem.ts';
import { registersRoutes } from './registers-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { requestsRoutes } from './requests-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { followCertificate, tlsOf } from './tls.ts';
import { webhookRoutes } from './webhook-routes.ts';

export async function runWeb(runtime: Runtime): Promise<void> {
  const web = await openWeb(runtime);
  await web.app.listen(runtime.web);
  const certificate = followCertificate(web.app.server as unknown as HttpsServer, runtime.config.web.tls);
  endWithSupervisor(async () => {
    certificate.close();
    await web.close();
  });
  sayReady();
}

function singleSignOnOf({ oidc }: Config) {
  return openSingleSignOn(oidc, oidc.clientSecretFile === null ? null : readSecret(oidc.clientSecretFile));
}

function once<T>(make: () => T): () => T {
  let made: { of: T } | undefined;
  return () => {
    made ??= { of: make() };
    return made.of;
  };
}

export interface Web {
  app: App;
  routes: RouteMade[];
  close(): Promise<void>;
}

/** The whole web role without listening: tests call it with `app.inject`. */
export async function openWeb(runtime: Runtime, now: () => number = Date.now): Promise<Web> {
  const house = openHouse();
  const context: Context = {
    runtime,
    house,
    cases: bindCases(house),
    files: filesOf(runtime),
    system: openSystemStore(runtime.urls.system, 'xiushui web', runtime.config.store.systemConnections),
    scoped: openScopedStore(runtime.urls.app, 'xiushui web', runtime.config.store.webConnections),
    now,
    singleSignOn: singleSignOnOf(runtime.config),
    phones: once(() => openPhoneBook(phoneKey(runtime.home))),
  };
  const following = await followCity(house, context.system, runtime.urls.system, 'xiushui web');
  // Behind no proxy unless said so: addresses and schemes in headers are not believed.
  const app = fastify({
    logger: false,
    https: tlsOf(runtime.config.web.tls),
    // Ours and never the asker's: what stands in a log must not be chosen from outside.
    genReqId: () => randomUUID(),
    bodyLimit: 1 << 20,
    trustProxy: runtime.config.web.trustProxy.length > 0 && runtime.config.web.trustProxy,
    // A request that drips in for longer than this is not one of ours: fifty megabytes of film from a telephone, at a megabit a second, are seven minutes.
    requestTimeout: 600_000,
    forceCloseConnections: true,
  }) as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('session', null);

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Tiles come from another house only when the operator has asked for them.
        imgSrc: ["'self'", 'data:', 'blob:', ...(runtime.config.map.tiandituKeyFile === null ? [] : TIANDITU)],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        // On plain loopback there is no https to upgrade to.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  const { hstsDays } = runtime.config.web.tls;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Over plain http the header means nothing, and behind a proxy the request is https only if a proxy we believe says so.
    if (hstsDays > 0 && request.protocol === 'https')
      reply.header('strict-transport-security', `max-age=${hstsDays * 86_400}; includeSubDomains`);
  });
  await app.register(cookie);
  // One file a request, streamed; how much of it is taken is the kind's to say (foundation/files).
  await app.register(multipart, { limits: { files: 1, fields: 5, parts: 6, fileSize: 2 ** 40 } });
  await app.register(rateLimit, {
    max: runtime.config.web.requestsPerMinute,
    timeWindow: '1 minute',
    allowList: (request) => request.url.startsWith('/assets/'),
  });
  await app.register(swagger, describedApi);
  await app.register(swaggerUi, { routePrefix: '/api/docs' });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const findings = error.validation.map((v) => ({
        path: v.instancePath.replace(/^\//, '').replaceAll('/', '.'),
        says: v.message ?? '',
      }));
      return sendRefusal(reply, refuse.invalid(findings));
    }
    // A job's store throws a refusal on after rolling back; on its way to a person it is the refusal it was.
    if (error instanceof Refused) return sendRefusal(reply, error.refusal);
    const status = error.statusCode ?? 500;
    if (status === 429) return sendRefusal(reply, refuse.tooMany(Number(reply.getHeader('retry-after') ?? 60)));
    if (status === 413) return sendRefusal(reply, refuse.tooLarge());
    if (status === 415) return sendRefusal(reply, refuse.wrongType());
    if (status >= 400 && status < 500) return sendRefusal(reply, refuse.invalid([{ path: '', says: error.message }]));
    const away = /ECONNREFUSED|terminating connection|Connection terminated|the database system is/.test(error.message);
    logLine('web', 'error', 'a request failed on our side', {
      request: request.id,
      method: request.method,
      url: request.url.split('?')[0],
      error: error.message,
      stack: away ? undefined : error.stack,
    });
    return sendRefusal(reply, away ? refuse.unavailable() : refuse.ourFault());
  });

  tagAnswers(app);
  const made: RouteMade[] = [];
  const route = router(app, context, made, personalLimits(app, runtime.config.web));
  sessionRoutes(app, context);
  monitoringRoutes(route, context);
  fileRoutes(route, context);
  attachmentRoutes(route, context);
  paperRoutes(app, route, context);
  frameRoutes(route, context);
  reportRoutes(route, context);
  registersRoutes(route, context);
  importsRoutes(route, context);
  requestsRoutes(route, context);
  mapRoutes(route, context);
  dossierRoutes(route, context);
  searchRoutes(route, context);
  dutiesRoutes(route, context);
  directoryRoutes(route, context);
  auditRoutes(route, context);
  messageRoutes(route, context);
  receiptRoutes(app, context);
  jobRoutes(route, context);
  webhookRoutes(route, context);
  backupRoutes(route, context);
  retentionRoutes(route, context);
  accountRoutes(route, context);
  firmRoutes(route, context);
  const live = liveRoutes(app, context);

  const health = healthRoutes(app, route, context);

  const hasConsole = Boolean(runtime.consoleDir) && existsSync(runtime.consoleDir);
  if (hasConsole) await app.register(files, { root: runtime.consoleDir, index: false, wildcard: false, immutable: true, maxAge: '30d' });
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    // Every address of the console is its one page; the state is in the address.
    if (isPage && hasConsole) return reply.header('cache-control', 'no-cache').sendFile('index.html', { immutable: false, maxAge: 0 });
    return sendRefusal(reply, refuse.notFound('地址', request.url.split('?')[0] ?? ''));
  });

  await app.ready();
  return {
    app,
    routes: made,
    close: async () => {
      health.close();
      await live.close();
      await following.close();
      await app.close();
      await context.scoped.close();
      await context.system.close();
    },
  };
}

/** The API's description of itself, without a database: every route is declared and none is called. */
export async function describeApi(): Promise<object> {
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';
  const web = await openWeb({
    home: '',
    frames: '',
    consoleDir: '',
    urls: { owner: nowhere, app: nowhere, system: nowhere },
    web: { host: '127.0.0.1', port: 0 },
    hj212: { host: '127.0.0.1', port: 0 },
    config: defaultConfig(),
    demo: false,
    log: 'json',
  });
  const described = web.app.swagger();
  await web.close();
  return described;
}
