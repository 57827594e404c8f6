# What R survey makes of the sixty designs of invent.py.
#   python invent.py FOLDER && Rscript make.R FOLDER results.csv
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
designs <- read.csv(file.path(folder, "designs.csv"), stringsAsFactors = FALSE)
rows <- list()

keep <- function(number, domain, figure, value, se = NA, lower = NA, upper = NA, df = NA, deff = NA)
  rows[[length(rows) + 1]] <<- data.frame(number, domain, figure, value = as.numeric(value),
    se = as.numeric(se), lower = as.numeric(lower), upper = as.numeric(upper),
    df = as.numeric(df), deff = as.numeric(deff))

quietly <- function(expression) tryCatch(suppressWarnings(expression), error = function(e) NULL)

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

of_mean <- function(number, domain, figure, formula, sub, deff = TRUE) {
  m <- quietly(svymean(formula, sub, deff = deff))
  if (is.null(m)) return(invisible())
  df <- degf(sub)
  ends <- quietly(confint(m, df = df))
  if (is.null(ends)) ends <- c(NA, NA)
  keep(number, domain, figure, coef(m), SE(m), ends[1], ends[2], df,
    if (deff) quietly(deff(m)) else NA)
}

of_domain <- function(number, domain, d) {
  with_common <- subset(d, !is.na(common))
  with_y <- subset(d, !is.na(y))
  if (sum(weights(with_common)) > 0) {
    of_mean(number, domain, "common", ~common, with_common)
    for (method in c("mean", "logit", "xlogit", "asin", "beta")) {
      p <- quietly(svyciprop(~common, with_common, method = method))
      if (!is.null(p)) {
        ends <- confint(p)
        keep(number, domain, paste0("common/", method), coef(p), SE(p), ends[1], ends[2],
          degf(with_common))
      }
    }
    t <- quietly(svytotal(~common, with_common))
    if (!is.null(t)) keep(number, domain, "common/total", coef(t), SE(t), df = degf(with_common))
    of_mean(number, domain, "rare", ~rare, d, deff = FALSE)
  }
  if (sum(weights(with_y)) > 0) {
    of_mean(number, domain, "y", ~y, with_y)
    t <- quietly(svytotal(~y, with_y))
    if (!is.null(t)) {
      ends <- confint(t, df = degf(with_y))
      keep(number, domain, "y/total", coef(t), SE(t), ends[1], ends[2], degf(with_y))
    }
    r <- quietly(svyratio(~y, ~x, with_y))
    if (!is.null(r)) keep(number, domain, "y/ratio", coef(r), SE(r), df = degf(with_y))
    for (method in c("mean", "beta", "xlogit")) {
      q <- quietly(svyquantile(~y, with_y, 0.5, interval.type = method, df = degf(with_y)))
      if (!is.null(q)) keep(number, domain, paste0("y/median/", method), q$y[1, 1],
        lower = q$y[1, 2], upper = q$y[1, 3], df = degf(with_y))
    }
  }
}

of_differences <- function(number, d) {
  with_y <- subset(d, !is.na(y))
  t <- quietly(svytotal(~I(y * (g == "a") - y * (g == "b")), with_y))
  if (!is.null(t)) keep(number, "a-b", "y/total", coef(t), SE(t))
  by <- quietly(svyby(~y, ~g, with_y, svymean, covmat = TRUE))
  k <- if (is.null(by)) NULL else quietly(svycontrast(by, c(a = 1, b = -1)))
  if (!is.null(k)) keep(number, "a-b", "y", coef(k), SE(k))
  known <- subset(d, !is.na(common))
  t <- quietly(svytotal(~I(common * (g == "a") - common * (g == "b")), known))
  if (!is.null(t)) keep(number, "a-b", "common/total", coef(t), SE(t))
}

for (i in seq_len(nrow(designs))) {
  one <- designs[i, ]
  data <- read.csv(file.path(folder, paste0(one$number, ".csv")), stringsAsFactors = FALSE)
  options(survey.lonely.psu = one$rule)
  d <- plan(one, data)
  of_domain(one$number, "", d)
  for (group in c("a", "b", "c")) of_domain(one$number, group, subset(d, g == group))
  of_differences(one$number, d)
}
found <- do.call(rbind, rows)
for (name in c("value", "se", "lower", "upper", "deff")) found[[name]] <- signif(found[[name]], 12)
write.csv(found, arguments[2], row.names = FALSE, na = "", quote = FALSE)
cat("R survey", as.character(packageVersion("survey")), R.version.string, nrow(found), "rows\n")
