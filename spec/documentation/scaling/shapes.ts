/** The fields that an object may have: `true` for any value, a list of one shape for each of its items. */
export type Shape = true | readonly [Shape] | { readonly [field: string]: Shape };

const metadata: Shape = { name: true, labels: { app: true }, annotations: true };
const selector: Shape = { matchLabels: { app: true } };

const container: Shape = {
  name: true,
  image: true,
  ports: [{ containerPort: true }],
  env: [{ name: true, value: true }],
  readinessProbe: { httpGet: { path: true, port: true }, periodSeconds: true, failureThreshold: true },
  resources: { requests: { cpu: true, memory: true }, limits: { memory: true } },
};

const pod: Shape = { terminationGracePeriodSeconds: true, containers: [container] };

/**
 * Of the objects of Kubernetes that the page has, by their kind.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const kubernetes: Readonly<Record<string, { readonly apiVersion: string; readonly spec: Shape }>> = {
  Deployment: {
    apiVersion: 'apps/v1',
    spec: {
      replicas: true,
      selector,
      strategy: { rollingUpdate: { maxSurge: true, maxUnavailable: true } },
      template: { metadata, spec: pod },
    },
  },
  PodDisruptionBudget: { apiVersion: 'policy/v1', spec: { maxUnavailable: true, selector } },
  Service: { apiVersion: 'v1', spec: { selector: { app: true }, ports: [{ port: true, targetPort: true }] } },
  Ingress: {
    apiVersion: 'networking.k8s.io/v1',
    spec: {
      ingressClassName: true,
      rules: [
        {
          host: true,
          http: {
            paths: [{ path: true, pathType: true, backend: { service: { name: true, port: { number: true } } } }],
          },
        },
      ],
    },
  },
};
export { metadata };

/** @see https://doc.traefik.io/traefik/reference/dynamic-configuration/file/ */
export const traefik: Shape = {
  http: {
    routers: { gateways: { rule: true, service: true } },
    services: {
      gateways: {
        loadBalancer: {
          sticky: { cookie: { name: true, httpOnly: true } },
          healthCheck: { path: true, interval: true, timeout: true },
          servers: [{ url: true }],
        },
      },
    },
  },
};

/** What does not have the shape, as paths: `spec.replica`. */
export function outOfShape(value: unknown, shape: Shape, path = ''): string[] {
  if (shape === true) return value === null || value === undefined ? [path] : [];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [path];
    return value.flatMap((item, index) => outOfShape(item, shape[0] as Shape, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const fields = shape as Readonly<Record<string, Shape>>;
  return Object.entries(value).flatMap(([field, inner]) => {
    const own = fields[field];
    return own === undefined ? [`${path}.${field}`] : outOfShape(inner, own, `${path}.${field}`);
  });
}
