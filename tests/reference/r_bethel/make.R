# Strata of the data of the R package bethel 0.2, as its help page makes them.
load(commandArgs(TRUE)[1])
part <- function(x) format(tapply(x, pop$strata, var), digits = 15)
print(data.frame(units = as.vector(table(pop$strata)), income = part(pop$income),
                 books = part(pop$books), days = part(pop$sportDays)))
print(colSums(pop[, 2:4]), digits = 15)
# The numbers of the vignette come from bethel::bth(b1, b2), see its pages 4 and 5.
