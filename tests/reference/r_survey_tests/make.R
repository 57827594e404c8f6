# What R survey makes of tests, moments, standardised rates and contrasts that are not among the
# 598 results of tests/reference/r_survey.
#   Rscript make.R expected.json nhanes.csv
suppressMessages({library(survey); library(mvtnorm); library(jsonlite)})
arguments <- commandArgs(trailingOnly = TRUE)
data(api); data(nhanes)
out <- list()
keep <- function(name, ...) out[[name]] <<- list(...)
number <- function(x) as.numeric(unname(x))
test <- function(name, x) keep(name, statistic = number(x$statistic), parameter = number(x$parameter),
  p = number(x$p.value), estimate = number(x$estimate))

pop.types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
designs <- list(
  dstrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc),
  dclus1 = svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc),
  dclus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2, weights = ~pw),
  dsrs = svydesign(id = ~1, fpc = ~fpc, weights = ~pw, data = apisrs),
  ps1 = postStratify(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), ~stype, pop.types))

for (name in names(designs)) {
  d <- designs[[name]]
  for (s in c("F", "Chisq", "Wald", "adjWald"))
    test(paste0(name, ".awards.", s), svychisq(~awards + stype, d, statistic = s))
  test(paste0(name, ".one.sample.t"), svyttest(I(api00 - 600) ~ 0, d))
  v <- svyvar(~api00 + api99 + meals, d)
  keep(paste0(name, ".var"), value = number(v), se = number(sqrt(diag(attr(v, "var")))))
  flat <- structure(as.vector(v), var = attr(v, "var"), class = "svystat", statistic = "v",
    names = c("xx", "yx", "zx", "xy", "yy", "zy", "xz", "yz", "zz"))
  r <- svycontrast(flat, list(a = quote(xy / sqrt(xx * yy)), b = quote(xz / sqrt(xx * zz))))
  keep(paste0(name, ".correlation"), value = number(coef(r)), se = number(SE(r)))
  # A regression: svyby has no covariance of groups where weights were made to fit.
  k <- svycontrast(svyglm(api00 ~ stype, d),
    list(a = c(stypeH = -0.5, stypeM = -0.5), b = c(stypeM = 0.5)))
  keep(paste0(name, ".contrast"), value = number(coef(k)), se = number(SE(k)))
}
# Weights are equal in these: R's ranks of ties do not hang on the order of rows.
for (name in c("dclus1", "dsrs")) for (how in c("vanderWaerden", "median", "wilcoxon")) {
  test(paste0(name, ".rank.", how), svyranktest(api00 ~ comp.imp, designs[[name]], test = how))
  test(paste0(name, ".rank3.", how), svyranktest(api00 ~ stype, designs[[name]], test = how))
}

health <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
women <- subset(health, RIAGENDR == 2)
for (s in c("F", "Chisq", "Wald", "adjWald")) {
  test(paste0("nhanes.chol.", s), svychisq(~race + HI_CHOL, health, statistic = s))
  test(paste0("nhanes.women.", s), svychisq(~race + HI_CHOL, women, statistic = s))
  test(paste0("nhanes.age.", s), svychisq(~race + agecat, health, statistic = s))
}
ages <- c(55901, 77670, 72816, 45364)
standard <- svystandardize(health, by = ~agecat, over = ~race + RIAGENDR, population = ages,
  excluding.missing = ~HI_CHOL)
for (sex in 1:2) {
  rate <- svyby(~HI_CHOL, ~race, subset(standard, RIAGENDR == sex), svymean)
  keep(paste0("nhanes.standardised.", sex), group = as.character(rate$race), value = number(coef(rate)),
    se = number(SE(rate)))
}
# The same without RIAGENDR among the groups.
by_race <- svystandardize(health, by = ~agecat, over = ~race, population = ages,
  excluding.missing = ~HI_CHOL)
rate <- svyby(~HI_CHOL, ~race, by_race, svymean)
keep("nhanes.standardised", group = as.character(rate$race), value = number(coef(rate)), se = number(SE(rate)))

set.seed(87)
for (case in list(c(3, 10), c(5, 20), c(8, 30))) {
  corr <- (diag(case[1]) + 1) / 2
  q <- qmvt(0.95, tail = "both.tails", df = case[2], corr = corr,
    algorithm = GenzBretz(maxpts = 1e6, abseps = 1e-7))$quantile
  keep(paste0("largest.t.", case[1], ".", case[2]), quantile = q)
}
write(toJSON(list(R = R.version.string, survey = as.character(packageVersion("survey")),
  mvtnorm = as.character(packageVersion("mvtnorm")), refs = out), auto_unbox = TRUE, digits = 15,
  pretty = FALSE), arguments[1])
write.csv(nhanes[, c("SDMVPSU", "SDMVSTRA", "WTMEC2YR", "HI_CHOL", "race", "agecat", "RIAGENDR")],
  arguments[2], row.names = FALSE, na = "")
