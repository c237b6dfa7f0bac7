/**
 * Single sign-on: authorization code with PKCE, state and nonce, spoken by openid-client. The browser is given one secret; state, nonce and verifier are
 * derived from it, and only its hash is kept on our side, once (foundation/access): an answer played again, or brought by another browser, fits nothing.
 * A provider that is away makes this way in unavailable and nothing else.
 */
import { hkdfSync } from 'node:crypto';
import * as client from 'openid-client';
import { refuse } from '../../../foundation/access/index.ts';
import type { Config } from '../../../foundation/config/index.ts';
import { HOUR, type Instant } from '../../../foundation/day.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import { logLine } from '../events.ts';

export interface Vouched {
  issuer: string;
  sub: string;
  name: string;
}

export interface SingleSignOn {
  name: string;
  /** Where to send the browser. */
  begin(secret: string, redirectUri: string, now: Instant): Promise<string | Refusal>;
  /** Whom the provider vouches for, after the browser came back to `address`. */
  finish(secret: string, address: URL, now: Instant): Promise<Vouched | Refusal>;
  /** Where to send a browser that leaves the provider too; null when that is not wanted or the provider has no such place. */
  leave(back: string, now: Instant): Promise<string | null>;
}

const PATIENCE_SECONDS = 5;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

const derived = (secret: string, use: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `xiushui single sign-on ${use}`, 32)).toString('base64url');

export function openSingleSignOn(oidc: Config['oidc'], clientSecret: string | null): SingleSignOn | null {
  const { issuer, clientId } = oidc;
  if (issuer === null || clientId === null) return null;
  const server = new URL(issuer);
  let known: { at: Instant; configuration: client.Configuration } | undefined;

  // What the provider says of itself is kept for an hour; that it could not be reached is not kept at all.
  async function discovered(now: Instant): Promise<client.Configuration | Refusal> {
    if (known && now - known.at < HOUR) return known.configuration;
    try {
      const configuration = await client.discovery(
        server,
        clientId as string,
        { [client.clockTolerance]: oidc.clockSeconds },
        clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret),
        {
          timeout: PATIENCE_SECONDS,
          // Unencrypted only to this same machine, where tests and trials have their provider.
          ...(server.protocol === 'http:' && LOOPBACK.test(server.hostname) ? { execute: [client.allowInsecureRequests] } : {}),
        },
      );
      configuration.timeout = PATIENCE_SECONDS;
      known = { at: now, configuration };
      return configuration;
    } catch (error) {
      return away(error);
    }
  }

  function away(error: unknown): Refusal {
    logLine('web', 'warn', 'the identity provider could not be reached', { error: String(error) });
    return refuse.providerAway();
  }

  return {
    name: oidc.name,

    async begin(secret, redirectUri, now) {
      const configuration = await discovered(now);
      if (isRefusal(configuration)) return configuration;
      return client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: [...new Set(['openid', ...oidc.scopes])].join(' '),
        state: derived(secret, 'state'),
        nonce: derived(secret, 'nonce'),
        code_challenge: await client.calculatePKCECodeChallenge(derived(secret, 'verifier')),
        code_challenge_method: 'S256',
      }).href;
    },

    async finish(secret, address, now) {
      const configuration = await discovered(now);
      if (isRefusal(configuration)) return configuration;
      try {
        const tokens = await client.authorizationCodeGrant(configuration, address, {
          expectedState: derived(secret, 'state'),
          expectedNonce: derived(secret, 'nonce'),
          pkceCodeVerifier: derived(secret, 'verifier'),
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims) return refuse.providerRefused();
        const told = [claims.name, claims.preferred_username, claims.email].find((one) => typeof one === 'string' && one !== '');
        return { issuer: claims.iss, sub: claims.sub, name: typeof told === 'string' ? told : claims.sub };
      } catch (error) {
        if (isOfTheNetwork(error)) return away(error);
        logLine('web', 'warn', 'single sign-on was not completed', { error: error instanceof Error ? error.message : String(error) });
        return refuse.providerRefused();
      }
    },

    async leave(back, now) {
      if (!oidc.signOutThere) return null;
      const configuration = await discovered(now);
      if (isRefusal(configuration) || !configuration.serverMetadata().end_session_endpoint) return null;
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }).href;
    },
  };
}

// openid-client passes on what fetch threw; everything it found wrong by itself is of its own kinds.
function isOfTheNetwork(error: unknown): boolean {
  const cause = error instanceof client.ClientError ? error.cause : error;
  if (cause instanceof TypeError && cause.message === 'fetch failed') return true;
  return cause instanceof DOMException && (cause.name === 'TimeoutError' || cause.name === 'AbortError');
}
