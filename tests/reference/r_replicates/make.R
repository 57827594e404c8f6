# Replicate weights of R survey 4.4-2 with what R makes of them, for bootstraps, whose draws the
# reference does not keep, and for balanced halves. Run in this folder: Rscript make.R
suppressMessages(library(survey)); library(jsonlite)
data(api); data(scd)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1)
dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
dclus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
halves <- transform(apiclus2, pair = 1 + (as.integer(factor(dnum)) - 1) %/% 2)
dhalf <- svydesign(id = ~dnum, strata = ~pair, weights = ~pw, data = halves, nest = TRUE)
set.seed(87)
designs <- list(
  subbootstrap = as.svrepdesign(dclus1, type = "subbootstrap", replicates = 40),
  canty = as.svrepdesign(dstrat, type = "bootstrap", replicates = 40),
  mrb = as.svrepdesign(dclus2, type = "mrbbootstrap", replicates = 40),
  brr = as.svrepdesign(dhalf, type = "BRR"),
  fay = as.svrepdesign(dhalf, type = "Fay", fay.rho = 0.3))
designs$brr_mse <- designs$brr; designs$brr_mse$mse <- TRUE
figure <- function(x, se = SE(x)) list(est = as.vector(coef(x)), se = as.vector(se))
out <- list()
for (name in names(designs)) {
  d <- designs[[name]]
  by <- svyby(~api00, ~stype, d, svymean)
  q <- svyquantile(~api00, d, 0.5, interval.type = "quantile")$api00
  w <- svyquantile(~api00, d, 0.5, interval.type = "mean")$api00
  p <- svyciprop(~I(ell > 30), d, method = "beta")
  out[[name]] <- list(
    mean = figure(svymean(~api00, d)),
    total = figure(svytotal(~enroll, d, na.rm = TRUE)),
    ratio = figure(svyratio(~api.stu, ~enroll, d, na.rm = TRUE)),
    by = list(stype = as.character(by$stype), est = by$api00, se = by$se,
      df = sapply(c("E", "H", "M"), function(s) degf(subset(d, stype == s)))),
    median = list(est = q[1, 1], se = q[1, 4], ci = q[1, 2:3]),
    woodruff = list(est = w[1, 1], se = w[1, 4], ci = w[1, 2:3]),
    beta = list(est = as.vector(p), var = as.vector(attr(p, "var")), ci = as.vector(confint(p))),
    df = degf(d), scale = d$scale, rscales = d$rscales,
    mse = isTRUE(d$mse))
  if (name == "brr_mse") next
  write.csv(format(as.matrix(weights(d, "analysis")), digits = 17, trim = TRUE), paste0(name, ".csv"),
    row.names = FALSE, quote = FALSE)
}
write(toJSON(out, digits = I(15), auto_unbox = TRUE, pretty = TRUE), "expected.json")
