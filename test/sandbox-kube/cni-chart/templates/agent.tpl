apiVersion: v1
kind: ServiceAccount
metadata:
  name: cilium
  namespace: {{ .Release.Namespace }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cilium-config
  namespace: {{ .Release.Namespace }}
data:
  cluster-pool-ipv4-cidr: {{ .Values.ipam.operator.clusterPoolIPv4PodCIDRList | quote }}
  debug: {{ .Values.debug | quote }}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: cilium
  namespace: {{ .Release.Namespace }}
  labels:
    k8s-app: cilium
spec:
  selector:
    matchLabels:
      k8s-app: cilium
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 2
  template:
    metadata:
      labels:
        k8s-app: cilium
      annotations:
        checksum/config: {{ .Values.debug | quote }}
    spec:
      hostNetwork: true
      serviceAccountName: cilium
      priorityClassName: system-node-critical
      tolerations:
        - operator: Exists
      initContainers:
        - name: install-cni-binaries
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          volumeMounts:
            - name: cni-path
              mountPath: /host/opt/cni/bin
      containers:
        - name: cilium-agent
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          command: [cilium-agent]
          args: [--config-dir=/tmp/cilium/config-map]
          env:
            - name: K8S_NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
          ports:
            - name: peer-service
              containerPort: 4244
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
          volumeMounts:
            - name: etc-cni-netd
              mountPath: /host/etc/cni/net.d
            - name: cilium-config-path
              mountPath: /tmp/cilium/config-map
              readOnly: true
      volumes:
        - name: cni-path
          hostPath:
            path: /opt/cni/bin
            type: DirectoryOrCreate
        - name: etc-cni-netd
          hostPath:
            path: /etc/cni/net.d
            type: DirectoryOrCreate
        - name: cilium-config-path
          configMap:
            name: cilium-config
