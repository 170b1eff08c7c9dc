import { ProblemError, problem } from '../../model/problem.ts';

const passing =
  /connection refused|connection reset|i\/o timeout|TLS handshake timeout|no such host|network is unreachable|no route to host|deadline exceeded|temporary failure|server misbehaving|unexpected EOF|\bEOF\b|client connection lost|an error on the server|currently unable to handle|Service ?Unavailable|too many requests|etcdserver|\b(?:429|50[0-4])\b/i;
/** Words of helm about charts; what it says about the API server has none of them. */
const aboutCharts =
  /chart repository|index\.yaml|\.tgz\b|failed to (?:fetch|download|pull|resolve|authorize)|failed to (?:perform|do request)|could not (?:find|download)|oci:\/\/|\/v2\//i;
/** A repository that answers, and has no such chart or version. */
const missingChart =
  /chart "[^"]*" (?:version "[^"]*" )?(?:matching "[^"]*" )?not found in|404 Not Found|: not found$/im;
const aboutCluster =
  /Kubernetes cluster unreachable|failed to download openapi|\/api(?:s)?\/|the server is currently unable/i;

/** The API server knows us, and we lack a right there. Refusals of what is installed read otherwise. */
const denied = /is forbidden: User ".*" (?:cannot \w+ resource|.*is attempting to grant RBAC permissions)/;

/**
 * What helm's own words come to.
 * @param isFetch whether it was fetching a chart, in which the cluster has no part: of a connection that is cut it says
 * `unexpected EOF` and no more
 */
export function helmProblem(what: string, stderr: string, isFetch = false): ProblemError {
  const said = lastLines(stderr);
  const detail = `${what} failed: ${said || 'helm gave no reason.'}`;
  if (denied.test(stderr)) return new ProblemError(problem('cluster-access-denied', detail));
  if (!passing.test(stderr)) {
    return new ProblemError(problem(missingChart.test(stderr) ? 'chart-not-found' : 'cni-install-failed', detail));
  }
  const chart = isFetch || (aboutCharts.test(stderr) && !aboutCluster.test(stderr));
  return new ProblemError(problem(chart ? 'chart-repository-unavailable' : 'cluster-not-answering', detail));
}

/** The end of what helm said, without its warnings. */
export function lastLines(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^(?:WARNING|W\d{4} |I\d{4} |level=(?:WARN|INFO))/.test(line));
  return lines.slice(-10).join('\n').slice(-2_000);
}
