# Wald F of the equality of three means, as R survey has it: Rscript means.R means.json
suppressMessages({library(survey); library(jsonlite)})
data(api)
designs <- list(
  dstrat = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc),
  dclus1 = svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc),
  dclus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2, weights = ~pw),
  dsrs = svydesign(id = ~1, fpc = ~fpc, weights = ~pw, data = apisrs),
  ps1 = postStratify(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), ~stype,
    data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))))
out <- lapply(designs, function(d) {
  t <- regTermTest(svyglm(api00 ~ stype, d), ~stype, method = "Wald")
  list(f = as.numeric(t$Ftest), df = t$df, nu = degf(d))
})
write(toJSON(out, auto_unbox = TRUE, digits = 15), commandArgs(trailingOnly = TRUE)[1])
