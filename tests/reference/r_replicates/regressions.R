# Regressions of R survey 4.4-2 under the replicate weights that make.R kept. R's iterations are carried
# to their end, for R's own end leaves errors 1e-5 off. Run in this folder: Rscript regressions.R
suppressMessages(library(survey)); library(jsonlite)
data(api)
kept <- fromJSON("expected.json")
tables <- list(subbootstrap = apiclus1, canty = apistrat, mrb = apiclus2, brr = apiclus2, fay = apiclus2)
exactly <- glm.control(epsilon = 1e-14, maxit = 100)
out <- list()
for (name in names(kept)) {
  source <- sub("_mse", "", name)
  d <- svrepdesign(data = tables[[source]], weights = ~pw, combined.weights = TRUE, type = "other",
    repweights = as.matrix(read.csv(paste0(source, ".csv"))),
    scale = kept[[name]]$scale, rscales = kept[[name]]$rscales, mse = kept[[name]]$mse)
  of <- function(m) list(coefficient = as.vector(coef(m)), se = as.vector(SE(m)), df = m$df.residual,
    covariance = as.vector(vcov(m)))
  out[[name]] <- list(
    linear = of(svyglm(api00 ~ ell + meals, d)),
    logistic = of(suppressWarnings(svyglm(sch.wide ~ ell + meals, d, family = quasibinomial(), control = exactly))),
    poisson = of(svyglm(api.stu ~ stype + offset(log(enroll)), subset(d, !is.na(enroll)), family = quasipoisson(), control = exactly)))
}
write(toJSON(out, digits = I(15), auto_unbox = TRUE, pretty = TRUE), "regressions.json")
