# Changes and slopes of three rounds in the same places, from one table of all rounds whose units
# are drawn once and whose rounds are domains.  R survey 4.4-2.
# Run once: Rscript tests/reference/trend/trend.R  (writes trend.json)
suppressMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
d <- read.csv(file.path(here, "rounds.csv"))
dates <- c(2014.5, 2017.5, 2021.5)
number <- function(x) sprintf("%.17g", x)
out <- c(sprintf('"r": "%s"', R.version.string), sprintf('"survey": "%s"', packageVersion("survey")))

add <- function(name, by) {
  p <- coef(by); V <- vcov(by)
  w <- if (grepl("hours", name)) 1 / diag(V) else p * (1 - p) / diag(V)
  if (grepl("total", name)) w <- 1 / diag(V)
  X <- cbind(1, dates - dates[1])
  line <- (solve(t(X) %*% (w * X)) %*% t(X * w))[2, ]
  bend <- c(1 / 3, -1 / 3 - 1 / 4, 1 / 4)  # (y3 - y2)/4 - (y2 - y1)/3
  cons <- list(change = c(-1, 0, 1), slope = line, bend = bend)
  for (what in names(cons)) {
    contrast <- svycontrast(by, list(x = cons[[what]]))
    out <<- c(out, sprintf('"%s.%s": [%s, %s]', name, what, number(coef(contrast)), number(SE(contrast))))
  }
  J <- diag(1 / (p * (1 - p)))
  if (!grepl("hours|total", name)) {
    L <- log(p / (1 - p)); VL <- J %*% V %*% J
    out <<- c(out, sprintf('"%s.logit.slope": [%s, %s]', name, number(sum(line * L)),
      number(sqrt(drop(t(line) %*% VL %*% line)))))
  }
  out <<- c(out, sprintf('"%s.covariance": [%s]', name, paste(number(c(V)), collapse = ", ")))
}

for (kind in c("plain", "fpc")) {
  s <- if (kind == "plain") {
    svydesign(~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
  } else {
    svydesign(~psu, strata = ~stratum, weights = ~weight, fpc = ~places, data = d, nest = TRUE)
  }
  add(paste0(kind, ".work"), svyby(~work, ~year, s, svymean, covmat = TRUE))
  add(paste0(kind, ".hours"), svyby(~hours, ~year, s, svymean, covmat = TRUE))
  add(paste0(kind, ".total"), svyby(~work, ~year, s, svytotal, covmat = TRUE))
  add(paste0(kind, ".girls.work"), svyby(~work, ~year, subset(s, sex == 2), svymean, covmat = TRUE))
}
writeLines(paste0("{\n", paste(out, collapse = ",\n"), "\n}"), file.path(here, "trend.json"))
