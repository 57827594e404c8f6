# Rscript make.R > expected.json, in this folder; survey 4.4-2, jsonlite.
# A chain of weighting steps on the schools of ../r_survey, by R's own functions where it has them.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
d <- read.csv("../r_survey/apistrat.csv", stringsAsFactors = FALSE)
n <- nrow(d)
d$answered <- as.integer((seq_len(n) * 7) %% 10 < ifelse(d$stype == "E", 8, 5))
d$low <- as.integer(d$meals < 50)
full <- svydesign(~1, strata = ~stype, weights = ~pw, data = d)

# non-response by classes of stype and awards
total <- ave(d$pw, d$stype, d$awards, FUN = sum)
known <- ave(d$pw * d$answered, d$stype, d$awards, FUN = sum)
by_class <- ifelse(d$answered == 1, d$pw * total / known, 0)

# propensity: weighted logistic regression of answering
fit <- svyglm(answered ~ stype + meals + awards, full, family = quasibinomial(),
              control = glm.control(epsilon = 1e-14, maxit = 100))
by_propensity <- ifelse(d$answered == 1, d$pw / fitted(fit), 0)

# those who answered, raked, then trimmed; calibrated within bounds
r <- d[d$answered == 1, ]
r$w <- by_class[d$answered == 1]
des <- svydesign(~1, weights = ~w, data = r)
pop.types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
pop.low <- data.frame(low = c(0, 1), Freq = c(2800, 3394))
raked <- rake(des, list(~stype, ~low), list(pop.types, pop.low),
              control = list(maxit = 500, epsilon = 1e-13))
wr <- weights(raked)
upper <- 1.15 * median(wr)
trimmed <- trimWeights(raked, upper = upper, strict = TRUE)
again <- postStratify(trimmed, ~stype, pop.types)
# R's bounds are of the factor of each weight as it is; scaled first, so that they are ours too
r$ws <- r$w * 6194 / sum(r$w)
des2 <- svydesign(~1, weights = ~ws, data = r)
logit <- calibrate(des2, ~stype + low, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, low = 3394),
                   calfun = "logit", bounds = c(0.6, 1.6), epsilon = 1e-13, maxit = 500)
cut <- calibrate(des2, ~stype + low, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, low = 3394),
                 calfun = "linear", bounds = c(0.972, 1.035), epsilon = 1e-13, maxit = 500)
cat(toJSON(list(
  R = R.version.string, survey = as.character(packageVersion("survey")),
  answered = d$answered, low = d$low,
  by_class = by_class, by_propensity = by_propensity,
  raked = wr, upper = upper, trimmed = weights(trimmed), again = weights(again),
  logit = weights(logit), truncated = weights(cut)), digits = NA, auto_unbox = TRUE))
