/** Why a redirect URI must not be registered (RFC 9700, section 2.6), or null where it may. */
export function refuseRedirectUri(uri: string): string | null {
  const url = URL.parse(uri);
  if (!url || uri.length > 2000) return `"${uri.slice(0, 200)}" is not an absolute address.`;
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return `${uri} must start with https://; plain http is for localhost, 127.0.0.1 and [::1] only.`;
  }
  if (!/^https?:$/.test(url.protocol)) return `${uri} must start with https://.`;
  if (uri.includes("#")) return `${uri} must not have a fragment (#).`;
  if (url.username || url.password) return `${uri} must not hold a user name or password.`;
  // Two spellings of one address would not match each other.
  if (!uri.startsWith(url.origin)) return `Write ${uri} as ${url.href}.`;
  return null;
}

/** Whether an app that nobody here knows may send people there: to its own device, or to a host of the operator's list. */
export function isTrustedRedirect(uri: string, hosts: readonly string[]): boolean {
  const { protocol, host, hostname } = new URL(uri);
  return (protocol === "http:" && isLoopback(hostname)) || isTrustedHost(host, hosts);
}

export const isTrustedHost = (host: string, hosts: readonly string[]): boolean =>
  hosts.includes("*") || hosts.includes(host);

const isLoopback = (host: string) => host === "localhost" || host === "127.0.0.1" || host === "[::1]";
