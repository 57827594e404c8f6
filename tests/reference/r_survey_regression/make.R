# What R survey makes of regressions: of its own schools, and of the sixty designs of
# ../r_survey_designs/invent.py, carried to the end (R itself stops at 1e-8 of the deviance).
#   python ../r_survey_designs/invent.py FOLDER && Rscript make.R FOLDER results.csv
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
rows <- list()
keep <- function(case, what, name, value)
  rows[[length(rows) + 1]] <<- data.frame(case, what, name, value = signif(as.numeric(value), 13))
quietly <- function(expression) tryCatch(suppressWarnings(expression), error = function(e) NULL)
to_the_end <- glm.control(epsilon = 1e-15, maxit = 200)

of_fit <- function(case, formula, d, family, tests = list()) {
  fit <- quietly(svyglm(formula, d, family = family, control = to_the_end))
  if (is.null(fit)) return(NULL)
  # A coefficient that is not there, or beyond any answer: no maximum, or terms that repeat.
  eta <- fit$linear.predictors
  if (anyNA(coef(fit)) || (family$family != "gaussian" && max(abs(eta)) > 15)) {
    keep(case, "no maximum", "", 1)
    return(NULL)
  }
  keep(case, "coefficient", names(coef(fit)), coef(fit))
  keep(case, "se", names(coef(fit)), SE(fit))
  keep(case, "df", "", fit$df.residual)
  for (term in tests) {
    w <- quietly(regTermTest(fit, term))
    if (!is.null(w)) {
      keep(case, "F", deparse(term[[2]]), w$Ftest)
      keep(case, "p", deparse(term[[2]]), w$p)
    }
  }
  fit
}

of_averages <- function(case, without, group) {
  m <- quietly(svypredmeans(without, group))
  if (is.null(m)) return(invisible())
  keep(case, "average", names(coef(m)), coef(m))
  keep(case, "average se", names(coef(m)), SE(m))
}

schools <- function(name)
  transform(read.csv(file.path("..", "r_survey", paste0(name, ".csv"))), stype = factor(stype))
apistrat <- schools("apistrat"); apiclus1 <- schools("apiclus1"); apiclus2 <- schools("apiclus2")
designs <- list(
  dstrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc),
  dclus1 = svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc),
  dclus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2))
for (name in names(designs)) {
  d <- update(designs[[name]], wide = as.numeric(sch.wide == "Yes"), better = as.numeric(comp.imp == "Yes"))
  both <- list(~stype, ~ell)
  of_fit(paste0(name, "/linear"), api00 ~ stype + ell, d, gaussian(), both)
  of_averages(paste0(name, "/linear"), quietly(svyglm(api00 ~ ell, d)), ~stype)
  for (family in c("logistic", "probit", "poisson")) {
    own <- switch(family, logistic = quasibinomial(), probit = quasibinomial(link = "probit"),
      poisson = quasipoisson())
    of_fit(paste0(name, "/", family), better ~ stype + ell, d, own, both)
    of_averages(paste0(name, "/", family),
      quietly(svyglm(better ~ ell, d, family = own, control = to_the_end)), ~stype)
    of_fit(paste0(name, "/", family, "/E"), better ~ ell + meals, subset(d, stype == "E"), own)
  }
  of_fit(paste0(name, "/linear/crossed"), api00 ~ stype * ell, d, gaussian(), list(~stype:ell))
}

plan <- function(one, data) {
  ids <- if (one$stages == 0) ~1 else reformulate(paste0("c", seq_len(one$stages)))
  # A stage without a correction is drawn with replacement; R wants a column for it.
  stages <- max(one$stages, 1)
  if (one$corrections > 0 && one$corrections < stages)
    for (stage in (one$corrections + 1):stages)
      data[[paste0("f", stage)]] <- if (one$as_fraction == "True") 0 else Inf
  fpc <- if (one$corrections == 0) NULL else reformulate(paste0("f", seq_len(stages)))
  svydesign(ids, strata = ~h, weights = ~w, fpc = fpc, data = data, nest = TRUE)
}

invented <- read.csv(file.path(folder, "designs.csv"), stringsAsFactors = FALSE)
for (i in seq_len(nrow(invented))) {
  one <- invented[i, ]
  data <- read.csv(file.path(folder, paste0(one$number, ".csv")), stringsAsFactors = FALSE)
  options(survey.lonely.psu = one$rule)
  d <- plan(one, data)
  case <- function(family) paste(one$number, family, sep = "/")
  of_fit(case("linear"), y ~ g + x, d, gaussian(), list(~g))
  of_fit(case("logistic"), common ~ g + x, d, quasibinomial(), list(~g))
  of_fit(case("probit"), common ~ x, d, quasibinomial(link = "probit"))
  of_fit(case("poisson"), common ~ x, subset(d, g != "b"), quasipoisson())
}
write.csv(do.call(rbind, rows), arguments[2], row.names = FALSE, na = "", quote = FALSE)
cat("R survey", as.character(packageVersion("survey")), R.version.string, length(rows), "\n")
