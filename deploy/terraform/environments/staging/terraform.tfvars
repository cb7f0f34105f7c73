# Yours go here: the machine that applies, the runner that deploys. This one is a documentation range, which is nobody's.
api_allowed_cidrs = {
  example = "203.0.113.0/24"
}
