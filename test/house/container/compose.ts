import { parse } from 'yaml';

/** As much of a service as our compose file says. */
export interface Service {
  image: string;
  build?: { context: string; target: string };
  user: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  restart: string;
  command?: string[];
  env_file?: string;
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  networks: string[];
  ports?: string[];
  profiles?: string[];
  stop_grace_period: string;
  tmpfs: string[];
  volumes: string[];
  privileged?: boolean;
  container_name?: string;
}

export interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, object>;
}

/** Reads a compose file with the variables that `--env-file` and the shell would give. */
export function readCompose(text: string, variables: NodeJS.Dict<string>): Compose {
  const filled = text.replaceAll(/\$\$|\$\{(\w+)(?::-([^}]*))?\}/g, (whole, name?: string, initial = '') =>
    name ? variables[name] || initial : whole.slice(1),
  );
  return parse(filled, { merge: true });
}

export function serviceNamed({ services }: Compose, name: string): Service {
  const service = services[name];
  if (!service) throw new Error(`no service ${name}`);
  return service;
}

/** A healthcheck as a command line. */
export function checkOf([kind, ...rest]: string[]): string[] {
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : rest;
}
