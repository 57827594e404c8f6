# How far balanced samples of R sampling 2.10 are off: root mean square of 4,000 samples, as a share of
# the total. Rscript cube.R cube.csv > cube.txt
library(sampling)
set.seed(1)
d <- as.matrix(read.csv(commandArgs(TRUE)[1]))
pik <- d[, "pi"]
off <- t(replicate(4000, {
  s <- samplecube(d, pik, 1, FALSE)
  colSums(d[s > 0.5, ] / pik[s > 0.5]) / colSums(d) - 1
}))
cat(signif(sqrt(colMeans(off^2))[2:3], 4), "\n")
