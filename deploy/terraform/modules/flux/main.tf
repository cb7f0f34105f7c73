locals {
  charts = "oci://ghcr.io/controlplaneio-fluxcd/charts"
  # The operator and what it makes are released together.
  chart_version = "0.49.0"
  flux_version  = "2.8.7"
  namespace     = "flux-system"
}

resource "helm_release" "operator" {
  name             = "flux-operator"
  repository       = local.charts
  chart            = "flux-operator"
  version          = local.chart_version
  namespace        = local.namespace
  create_namespace = true
  atomic           = true

  values = [yamlencode({
    # Its status page would need an access policy of its own; kubectl and metrics tell the same.
    web = { enabled = false }
  })]
}

resource "helm_release" "instance" {
  name       = "flux"
  repository = local.charts
  chart      = "flux-instance"
  version    = local.chart_version
  namespace  = helm_release.operator.namespace
  atomic     = true

  values = [yamlencode({
    instance = {
      distribution = {
        version = local.flux_version
        # The manifests of that release: by default those of the latest, which change what is installed.
        artifact = "oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests:v${local.chart_version}"
      }
      sync = {
        kind = "GitRepository"
        url  = var.repository
        ref  = var.ref
        path = var.path
      }
    }
    # The release is done when Flux runs, not when it has been asked for.
    healthcheck = { enabled = true }
  })]
}
