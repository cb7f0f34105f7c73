# Yours go here. Without approvers nothing is deployed to production.
approvers = []

urls = {
  staging    = "https://staging.minipokedex.example.org"
  production = "https://minipokedex.example.org"
}
