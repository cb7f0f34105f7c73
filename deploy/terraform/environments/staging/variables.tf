variable "api_allowed_cidrs" {
  description = "Who reaches the API server: a name for each CIDR."
  type        = map(string)
}
