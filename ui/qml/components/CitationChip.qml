import QtQuick

// A source of an answer; opens the passage.
BigButton {
    required property int number
    required property string title

    objectName: "citation-" + number
    kind: "info"
    text: "[" + number + "] " + title
    iconName: "book-open"
    fontSize: Theme.typeLabel
    corner: Theme.radiusSmall
    leastHeight: Theme.sizeTarget
    leftPadding: Theme.spaceM
    rightPadding: Theme.spaceM
    elided: true
    Accessible.name: qsTr("Source %1: %2").arg(number).arg(title)
}
