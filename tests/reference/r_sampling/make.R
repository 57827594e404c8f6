# Joint probabilities and inclusion probabilities of the R package sampling.
# Rscript make.R > joint.json
library(sampling)
sizes <- list(
  eight = c(3, 1, 4, 1, 5, 9, 2, 6),
  certain = c(40, 1, 2, 3, 4, 5, 30, 6, 7, 8),
  equal = rep(1, 9),
  thirty = 1 + (17 * (1:30)) %% 23,
  skewed = round(exp((1:20) / 4), 6)
)
ns <- list(eight = 3, certain = 5, equal = 4, thirty = 11, skewed = 4)
number <- function(x) paste0("[", paste(formatC(x, digits = 17, format = "g"), collapse = ","), "]")
cases <- sapply(names(sizes), function(name) {
  x <- sizes[[name]]; n <- ns[[name]]
  pik <- inclusionprobabilities(x, n)
  open <- pik[pik < 1]
  paste0('{"name":"', name, '","size":', number(x), ',"n":', n, ',"pi":', number(pik),
         ',"sampford":', number(UPsampfordpi2(open)),
         ',"systematic":', number(UPsystematicpi2(open)), "}")
})
cat('{"sampling": "', as.character(packageVersion("sampling")), '", "R": "', R.version$major, ".",
    R.version$minor, '",\n"cases": [\n', paste(cases, collapse = ",\n"), "\n]}\n", sep = "")
