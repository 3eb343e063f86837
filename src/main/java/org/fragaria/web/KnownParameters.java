package org.fragaria.web;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import org.fragaria.problem.InvalidException;

/**
 * Refuses query parameters that a resource does not declare: a misspelt filter must not look like a filter that found
 * everything.
 */
class KnownParameters {

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    @org.jspecify.annotations.Nullable
    Response check(ContainerRequestContext request, ResourceInfo resource) {
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        if (query == null || query.isEmpty()) {
            return null;
        }
        Set<String> declared = known.computeIfAbsent(resource.getResourceMethod(), KnownParameters::declaredBy);
        for (String name : request.getUriInfo().getQueryParameters().keySet()) {
            if (!declared.contains(name)) {
                throw new InvalidException("Unknown query parameter '" + name + "': "
                        + (declared.isEmpty()
                                ? "this address takes none."
                                : "expected " + String.join(", ", declared) + "."));
            }
        }
        return null;
    }

    private static Set<String> declaredBy(Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                membersOf(parameter.getType()).forEach(member -> add(member, names));
            } else {
                add(parameter, names);
            }
        }
        return names;
    }

    private static Stream<AnnotatedElement> membersOf(Class<?> bean) {
        return bean.isRecord()
                ? Arrays.stream(bean.getRecordComponents()).map(RecordComponent::getAccessor)
                : Arrays.stream(bean.getDeclaredFields());
    }

    private static void add(AnnotatedElement element, Set<String> names) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null) {
            names.add(query.value());
        }
    }
}
