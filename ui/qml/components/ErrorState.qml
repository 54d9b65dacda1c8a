import QtQuick

// Something did not work: what to do, and a way to try again.
EmptyState {
    property string text: ""

    iconName: "triangle-alert"
    ink: Theme.warn
    fill: Theme.warnSoft
    sentence: text !== "" ? text : qsTr("Something went wrong; it has been written to the log. Please try again.")
    action: qsTr("Try again")
    actionIcon: "refresh-cw"
}
