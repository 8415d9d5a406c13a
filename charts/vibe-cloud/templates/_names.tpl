{{/* 40: what is hung on to it must stay within the 63 characters of a DNS label. */}}
{{- define "vibe.name" -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- end }}

{{/* Selectors never change in a Deployment's life: only what names the release and the part. */}}
{{- define "vibe.selector" -}}
app.kubernetes.io/name: vibe-cloud
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "vibe.labels" -}}
{{ include "vibe.selector" . }}
app.kubernetes.io/part-of: vibe-cloud
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "vibe.image" -}}
{{- if .image.digest }}{{ .image.repository }}@{{ .image.digest }}{{ else }}{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "vibe.identityHost" -}}id.{{ .Values.domain }}{{- end }}
{{- define "vibe.apiHost" -}}api.{{ .Values.domain }}{{- end }}
{{- define "vibe.didDomain" -}}{{ .Values.didDomain | default (include "vibe.apiHost" .) }}{{- end }}

{{/* What a container of ours may do: nothing that it does not need ("restricted" of the pod security standards). */}}
{{- define "vibe.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "vibe.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .group }}
fsGroup: {{ .group }}
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* Replicas on different nodes and zones, as far as there are any. */}}
{{- define "vibe.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "vibe.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* One key of a Secret as a container's variable. */}}
{{- define "vibe.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom: { secretKeyRef: { name: {{ index . 1 | quote }}, key: {{ index . 2 }} } }
{{- end }}

{{/* One egress rule: these ranges, on these ports. */}}
{{- define "vibe.egress" -}}
- to:
    {{- range .cidrs }}
    - ipBlock: { cidr: {{ . | quote }} }
    {{- end }}
  ports:
    {{- range .ports }}
    - port: {{ . }}
    {{- end }}
{{- end }}
